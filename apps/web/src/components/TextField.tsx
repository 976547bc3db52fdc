import { type ReactNode, type Ref, useId } from 'react';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  /** `''` when there is none. */
  error: string;
  hint?: string;
  required?: boolean;
  multiline?: boolean;
  ref?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

export const TextField = ({
  label,
  value,
  onChange,
  maxLength,
  error,
  hint = '',
  required = false,
  multiline = false,
  ref,
}: Props): ReactNode => {
  const id = useId();
  const Control = multiline ? 'textarea' : 'input';
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {hint !== '' && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <Control
        ref={ref}
        id={id}
        className="field__control"
        value={value}
        maxLength={maxLength}
        aria-required={required}
        aria-invalid={error !== ''}
        autoComplete="off"
        {...(described === '' ? {} : { 'aria-describedby': described })}
        onChange={(event) => onChange(event.target.value)}
      />
      {error !== '' && (
        <p className="field__error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
};

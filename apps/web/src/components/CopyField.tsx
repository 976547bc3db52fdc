import { type ReactNode, useRef } from 'react';
import { CopyButton } from './CopyButton.tsx';

interface Props {
  label: string;
  /** The name when the visible label alone is ambiguous on the page. */
  name?: string;
  value: string;
}

/** A value to take elsewhere: shown whole, selectable, with a button that copies it. */
export const CopyField = ({ label, name = label, value }: Props): ReactNode => {
  const source = useRef<HTMLElement>(null);
  return (
    <div className="copy-field" role="group" aria-label={name}>
      <span className="copy-field__label" aria-hidden="true">
        {label}
      </span>
      <code className="copy-field__value" ref={source}>
        {value}
      </code>
      <CopyButton label={name} text={value} source={source} />
    </div>
  );
};

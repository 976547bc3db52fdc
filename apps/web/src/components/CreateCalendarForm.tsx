import { type ReactNode, type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import { describeError, fieldErrorFor } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { useCreateCalendar } from '../queries/calendars.ts';
import { ColorField, FIRST_COLOR } from './ColorField.tsx';
import { FormActions } from './FormActions.tsx';
import { Notice } from './Notice.tsx';
import { TextField } from './TextField.tsx';

interface Props {
  /** `isReady` is false when the calendar will be there only when the calendar server answers. */
  onCreated: (name: string, isReady: boolean) => void;
  onCancel: () => void;
}

export const CreateCalendarForm = ({ onCreated, onCancel }: Props): ReactNode => {
  const id = useId();
  const nameField = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [name, setName] = useState('');
  const [color, setColor] = useState(FIRST_COLOR);
  const [description, setDescription] = useState('');
  const [nameMissing, setNameMissing] = useState(false);
  const creation = useCreateCalendar();

  useEffect(() => nameField.current?.focus(), []);

  const focusNameIfRefused = (error: Error): void => {
    if (fieldErrorFor(error, '/name', t('newCalendar.name')) !== '') nameField.current?.focus();
  };

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (creation.isPending) return;
    setNameMissing(name.trim() === '');
    if (name.trim() === '') return nameField.current?.focus();
    const body = { name: name.trim(), color, description: description.trim() };
    creation.mutate(body, { onSuccess: (calendar) => onCreated(body.name, calendar !== null), onError: focusNameIfRefused });
  };

  const rename = (value: string): void => {
    setName(value);
    setNameMissing(false);
  };

  const nameError = nameMissing ? t('newCalendar.name.missing') : fieldErrorFor(creation.error, '/name', t('newCalendar.name'));
  const descriptionError = fieldErrorFor(creation.error, '/description', t('newCalendar.description'));
  return (
    <form className="form" aria-labelledby={id} noValidate onSubmit={submit}>
      <h3 id={id}>{t('newCalendar.title')}</h3>
      <TextField ref={nameField} label={t('newCalendar.name')} value={name} onChange={rename} maxLength={200} required error={nameError} />
      <ColorField value={color} onChange={setColor} />
      <TextField
        label={t('newCalendar.description')}
        value={description}
        onChange={setDescription}
        maxLength={5000}
        multiline
        error={descriptionError}
      />
      {creation.error !== null && (
        <Notice tone="error" title={t('newCalendar.failed')}>
          {describeError(creation.error)}
        </Notice>
      )}
      <FormActions
        submit={t('newCalendar.submit')}
        submitting={t('newCalendar.submitting')}
        pending={creation.isPending}
        onCancel={onCancel}
      />
    </form>
  );
};

import { type ReactNode, type SubmitEvent, useEffect, useId, useRef } from 'react';
import type { CreatedAppPassword } from '@contract/app-password.ts';
import type { Calendar } from '@contract/calendar.ts';
import { describeError, fieldErrorFor } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { useCreateAppPassword } from '../queries/app-passwords.ts';
import { AccessField } from './AccessField.tsx';
import { CalendarsField } from './CalendarsField.tsx';
import { ExpiryField } from './ExpiryField.tsx';
import { FormActions } from './FormActions.tsx';
import { Notice } from './Notice.tsx';
import { TextField } from './TextField.tsx';
import { useAppPasswordFields } from './use-app-password-fields.ts';

interface Props {
  calendars: readonly Calendar[];
  onCreated: (created: CreatedAppPassword) => void;
  onCancel: () => void;
}

export const CreateAppPasswordForm = ({ calendars, onCreated, onCancel }: Props): ReactNode => {
  const id = useId();
  const nameField = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const fields = useAppPasswordFields();
  const creation = useCreateAppPassword();

  useEffect(() => nameField.current?.focus(), []);

  const focusNameIfRefused = (error: Error): void => {
    if (fieldErrorFor(error, '/name', t('newPassword.name')) !== '') nameField.current?.focus();
  };

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (creation.isPending) return;
    const input = fields.complete(new Date());
    if (input) creation.mutate(input, { onSuccess: onCreated, onError: focusNameIfRefused });
    else if (fields.name.trim() === '') nameField.current?.focus();
  };

  const errorOf = (field: 'name' | 'calendars'): string =>
    fields.missing === field ? t(`newPassword.${field}.missing`) : fieldErrorFor(creation.error, `/${field}`, t(`newPassword.${field}`));
  return (
    <form className="form" aria-labelledby={id} noValidate onSubmit={submit}>
      <h3 id={id}>{t('newPassword.title')}</h3>
      <TextField
        ref={nameField}
        label={t('newPassword.name')}
        hint={t('newPassword.name.hint')}
        value={fields.name}
        onChange={fields.setName}
        maxLength={100}
        required
        error={errorOf('name')}
      />
      <AccessField value={fields.access} onChange={fields.setAccess} />
      <CalendarsField calendars={calendars} value={fields.calendars} onChange={fields.setCalendars} error={errorOf('calendars')} />
      <ExpiryField value={fields.expiry} onChange={fields.setExpiry} />
      {creation.error !== null && (
        <Notice tone="error" title={t('newPassword.failed')}>
          {describeError(creation.error)}
        </Notice>
      )}
      <FormActions
        submit={t('newPassword.submit')}
        submitting={t('newPassword.submitting')}
        pending={creation.isPending}
        onCancel={onCancel}
      />
    </form>
  );
};

import { type ReactNode, type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { CreatedAppPassword } from '@contract/app-password.ts';
import type { Calendar } from '@contract/calendar.ts';
import { describeError, fieldErrorFor } from '../i18n/describe-error.ts';
import { t } from '../i18n/t.ts';
import { useCreateAppPassword } from '../queries/app-passwords.ts';
import { type Access, AccessField } from './AccessField.tsx';
import { CalendarsField } from './CalendarsField.tsx';
import { type Expiry, expiryDate } from './expiry.ts';
import { ExpiryField } from './ExpiryField.tsx';
import { FormActions } from './FormActions.tsx';
import { Notice } from './Notice.tsx';
import { TextField } from './TextField.tsx';

interface Props {
  calendars: readonly Calendar[];
  onCreated: (created: CreatedAppPassword) => void;
  onCancel: () => void;
}

export const CreateAppPasswordForm = ({ calendars, onCreated, onCancel }: Props): ReactNode => {
  const id = useId();
  const nameField = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('never');
  const [access, setAccess] = useState<Access>('full');
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [nameMissing, setNameMissing] = useState(false);
  const [noneChosen, setNoneChosen] = useState(false);
  const creation = useCreateAppPassword();

  useEffect(() => nameField.current?.focus(), []);

  const focusNameIfRefused = (error: Error): void => {
    if (fieldErrorFor(error, '/name', t('newPassword.name')) !== '') nameField.current?.focus();
  };

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (creation.isPending) return;
    setNameMissing(name.trim() === '');
    setNoneChosen(chosen?.length === 0);
    if (name.trim() === '') return nameField.current?.focus();
    if (chosen?.length === 0) return;
    const expiresAt = expiryDate(expiry, new Date());
    creation.mutate(
      { name: name.trim(), expires_at: expiresAt?.toISOString() ?? null, scope: access, calendars: chosen && [...chosen] },
      { onSuccess: onCreated, onError: focusNameIfRefused },
    );
  };

  const rename = (value: string): void => {
    setName(value);
    setNameMissing(false);
  };

  const choose = (ids: readonly string[] | null): void => {
    setChosen(ids);
    setNoneChosen(false);
  };

  const calendarsError = noneChosen
    ? t('newPassword.calendars.missing')
    : fieldErrorFor(creation.error, '/calendars', t('newPassword.calendars'));
  const nameError = nameMissing ? t('newPassword.name.missing') : fieldErrorFor(creation.error, '/name', t('newPassword.name'));
  return (
    <form className="form" aria-labelledby={id} noValidate onSubmit={submit}>
      <h3 id={id}>{t('newPassword.title')}</h3>
      <TextField
        ref={nameField}
        label={t('newPassword.name')}
        hint={t('newPassword.name.hint')}
        value={name}
        onChange={rename}
        maxLength={100}
        required
        error={nameError}
      />
      <AccessField value={access} onChange={setAccess} />
      <CalendarsField calendars={calendars} value={chosen} onChange={choose} error={calendarsError} />
      <ExpiryField value={expiry} onChange={setExpiry} />
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

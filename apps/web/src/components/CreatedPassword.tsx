import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { AppPassword, CreatedAppPassword } from '@contract/app-password.ts';
import { clientName } from '../i18n/client-name.ts';
import { t } from '../i18n/t.ts';
import { useConfig } from '../queries/config.ts';
import { CopyField } from './CopyField.tsx';

/** Turns green by itself when the device has logged in with the new password. */
const Connection = ({ listed }: { listed: AppPassword | undefined }): ReactNode => {
  const used = listed !== undefined && listed.last_used_at !== null;
  const client = listed?.last_used_client ?? '';
  const sentence = client === '' ? t('createdPassword.usedUnknown') : t('createdPassword.used', { client: clientName(client) });
  return (
    <p className={used ? 'connection connection--used' : 'connection'} role="status">
      {used ? sentence : t('createdPassword.waiting')}
    </p>
  );
};

interface Props {
  created: CreatedAppPassword;
  email: string;
  /** The same password as the list knows it by now. */
  listed: AppPassword | undefined;
  onDone: () => void;
}

/** The only time that the password is on the screen, with all that a calendar program asks for. */
export const CreatedPassword = ({ created, email, listed, onDone }: Props): ReactNode => {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const config = useConfig();

  useEffect(() => heading.current?.focus(), []);

  return (
    <div className="form form--created" role="group" aria-labelledby={id} data-testid="created-password">
      <h3 id={id} ref={heading} tabIndex={-1}>
        {t('createdPassword.title', { name: created.name })}
      </h3>
      <p>{t('createdPassword.once')}</p>
      {config.data !== undefined && <CopyField label={t('connect.server')} value={config.data.caldav_url} />}
      <CopyField label={t('connect.user')} value={email} />
      <CopyField label={t('connect.password')} value={created.password} />
      <Connection listed={listed} />
      <div className="actions">
        <button type="button" className="button button--primary" onClick={onDone}>
          {t('createdPassword.done')}
        </button>
      </div>
    </div>
  );
};

import type { ReactNode } from 'react';
import type { AppPassword } from '@contract/app-password.ts';
import type { Calendar } from '@contract/calendar.ts';
import { clientName } from '../i18n/client-name.ts';
import { t } from '../i18n/t.ts';
import { RelativeTime } from './RelativeTime.tsx';
import { useNow } from './use-now.ts';

const LastUse = ({ password }: { password: AppPassword }): ReactNode => {
  if (password.last_used_at === null) return t('passwords.neverUsed');
  const client = password.last_used_client;
  return (
    <>
      {t('passwords.lastUsed')} <RelativeTime instant={password.last_used_at} />
      {client !== null && client !== '' && <span title={client}> {t('passwords.lastUsed.by', { client: clientName(client) })}</span>}
    </>
  );
};

const Expiry = ({ password }: { password: AppPassword }): ReactNode => {
  const now = useNow();
  if (password.expires_at === null) return t('passwords.neverExpires');
  const expired = new Date(password.expires_at) <= now;
  return (
    <span className={expired ? 'item__expired' : undefined}>
      {expired ? t('passwords.expired') : t('passwords.expires')} <RelativeTime instant={password.expires_at} />
    </span>
  );
};

/** What the password opens, when that is not everything. */
const Limits = ({ password, calendars }: Pick<Props, 'password' | 'calendars'>): ReactNode => {
  const opened = password.calendars;
  const names = calendars.filter(({ id }) => opened?.includes(id)).map(({ name }) => name);
  return (
    <>
      {password.scope === 'read_only' && <span>{t('passwords.readOnly')}</span>}
      {opened !== null && (
        <span>{names.length === 0 ? t('passwords.onlyNone') : t('passwords.only', { calendars: names.join(', ') })}</span>
      )}
    </>
  );
};

interface Props {
  password: AppPassword;
  calendars: readonly Calendar[];
  onRevoke: () => void;
}

export const AppPasswordItem = ({ password, calendars, onRevoke }: Props): ReactNode => (
  <li className="item item--row" data-testid="app-password">
    <div className="item__main">
      <h3 className="item__name">{password.name}</h3>
      <p className="item__text">
        <LastUse password={password} />
      </p>
      <p className="item__text item__facts">
        <span>
          {t('passwords.startsWith')} <code>{password.hint}</code>
        </span>
        <span>
          {t('passwords.created')} <RelativeTime instant={password.created_at} />
        </span>
        <Expiry password={password} />
        <Limits password={password} calendars={calendars} />
      </p>
    </div>
    <button
      type="button"
      className="button button--small button--quiet-danger"
      aria-label={t('passwords.revokeNamed', { name: password.name })}
      onClick={onRevoke}
    >
      {t('passwords.revoke')}
    </button>
  </li>
);

import type { ReactNode } from 'react';
import type { AppPassword } from '@contract/app-password.ts';
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

interface Props {
  password: AppPassword;
  onRevoke: () => void;
}

export const AppPasswordItem = ({ password, onRevoke }: Props): ReactNode => (
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

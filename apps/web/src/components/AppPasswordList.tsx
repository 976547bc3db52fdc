import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import type { AppPassword } from '@contract/app-password.ts';
import type { Calendar } from '@contract/calendar.ts';
import type { Page } from '@contract/page.ts';
import { t } from '../i18n/t.ts';
import { AppPasswordItem } from './AppPasswordItem.tsx';
import { Empty } from './Empty.tsx';
import { LoadError } from './LoadError.tsx';
import { Notice } from './Notice.tsx';
import { RevokeDialog } from './RevokeDialog.tsx';
import { Skeleton } from './Skeleton.tsx';

interface Props {
  calendars: readonly Calendar[];
  passwords: UseQueryResult<Page<AppPassword>>;
  /** Called when the row, and with it the focus, is gone. */
  onRevoked: (id: string) => void;
}

export const AppPasswordList = ({ calendars, passwords: { data, error, refetch }, onRevoked }: Props): ReactNode => {
  const [revoking, setRevoking] = useState<AppPassword | null>(null);

  if (data === undefined) {
    if (error === null) return <Skeleton label={t('passwords.loading')} rows={2} />;
    return <LoadError title={t('passwords.failed')} error={error} onRetry={() => void refetch()} />;
  }

  const revoked = (id: string): void => {
    flushSync(() => setRevoking(null));
    onRevoked(id);
  };
  return (
    <>
      {error !== null && <Notice tone="warning">{t('passwords.notRefreshed')}</Notice>}
      {data.results.length === 0 ? (
        <Empty title={t('passwords.empty.title')}>{t('passwords.empty.text')}</Empty>
      ) : (
        <ul className="list" aria-label={t('passwords.title')}>
          {data.results.map((password) => (
            <AppPasswordItem key={password.id} password={password} calendars={calendars} onRevoke={() => setRevoking(password)} />
          ))}
        </ul>
      )}
      {revoking !== null && <RevokeDialog password={revoking} onRevoked={revoked} onCancel={() => setRevoking(null)} />}
    </>
  );
};

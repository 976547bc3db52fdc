import type { ReactNode } from 'react';
import type { Me } from '@contract/user.ts';
import { t } from '../i18n/t.ts';
import { useCalendars } from '../queries/calendars.ts';
import { CalendarItem } from './CalendarItem.tsx';
import { Empty } from './Empty.tsx';
import { LoadError } from './LoadError.tsx';
import { Notice } from './Notice.tsx';
import { Skeleton } from './Skeleton.tsx';

export const CalendarList = ({ me }: { me: Me }): ReactNode => {
  const { data, error, refetch } = useCalendars(me.provisioning);

  if (data === undefined) {
    if (error === null) return <Skeleton label={t('calendars.loading')} rows={2} />;
    return <LoadError title={t('calendars.failed')} error={error} onRetry={() => void refetch()} />;
  }

  const outdated = error !== null ? t('calendars.notRefreshed') : data.stale && me.provisioning === 'done' ? t('calendars.stale') : null;
  return (
    <>
      {outdated !== null && <Notice tone="warning">{outdated}</Notice>}
      {data.results.length === 0 ? (
        <Empty title={t('calendars.empty.title')}>
          {me.provisioning === 'pending' ? t('calendars.empty.pending') : t('calendars.empty.text')}
        </Empty>
      ) : (
        <ul className="list" aria-label={t('calendars.title')}>
          {data.results.map((calendar) => (
            <CalendarItem key={calendar.id} calendar={calendar} me={me} />
          ))}
        </ul>
      )}
    </>
  );
};

import type { ReactNode } from 'react';
import { t } from '../i18n/t.ts';
import { useConfig } from '../queries/config.ts';
import { CopyField } from './CopyField.tsx';
import { LoadError } from './LoadError.tsx';
import { Section } from './Section.tsx';
import { Skeleton } from './Skeleton.tsx';

/** What a person types into a calendar program, apart from the password. */
export const ConnectDevice = ({ email }: { email: string }): ReactNode => {
  const { data, error, refetch } = useConfig();
  return (
    <Section title={t('connect.title')}>
      <p className="section__text">{t('connect.text')}</p>
      {data !== undefined && <CopyField label={t('connect.server')} value={data.caldav_url} />}
      {data === undefined && error === null && <Skeleton label={t('connect.loading')} rows={1} />}
      {data === undefined && error !== null && <LoadError title={t('connect.failed')} error={error} onRetry={() => void refetch()} />}
      <CopyField label={t('connect.user')} value={email} />
    </Section>
  );
};

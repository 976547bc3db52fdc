import type { ReactNode } from 'react';
import { t } from '../i18n/t.ts';
import { useConfig } from '../queries/config.ts';

/** Says that this is not the installation people rely on. */
export const TrialBadge = (): ReactNode => {
  const config = useConfig();
  if (config.data?.ENVIRONMENT !== 'trial') return null;
  return (
    <span className="badge badge--warning" title={t('app.trial.explained')}>
      {t('app.trial')}
    </span>
  );
};

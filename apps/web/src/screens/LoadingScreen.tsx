import type { ReactNode } from 'react';
import { t } from '../i18n/t.ts';

/** Stays invisible for the first moment (see screens.css), so that a quick answer does not flash. */
export const LoadingScreen = (): ReactNode => (
  <main className="gate gate--loading" aria-busy="true">
    <p>{t('app.loading')}</p>
  </main>
);

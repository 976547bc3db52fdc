import { formatDate } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';

export const EXPIRIES = ['never', 'month', 'year'] as const;
export type Expiry = (typeof EXPIRIES)[number];

const MONTH_DAYS = 30;

/** When a password made at `now` expires; `null` is never. */
export const expiryDate = (expiry: Expiry, now: Date): Date | null => {
  const date = new Date(now);
  switch (expiry) {
    case 'never':
      return null;
    case 'month':
      date.setDate(date.getDate() + MONTH_DAYS);
      return date;
    case 'year':
      date.setFullYear(date.getFullYear() + 1);
      return date;
  }
};

export const expiryLabel = (expiry: Expiry, now: Date): string => {
  const date = expiryDate(expiry, now);
  if (date === null || expiry === 'never') return t('newPassword.expiry.never');
  return t(`newPassword.expiry.${expiry}`, { date: formatDate(date) });
};

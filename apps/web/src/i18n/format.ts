import { t } from './t.ts';

/** The messages are English, so dates are too, in the regional form that the person prefers. */
export const formatLocale = (preferred: readonly string[]): string => preferred.find((tag) => /^en(-|$)/i.test(tag)) ?? 'en-GB';

const locale = formatLocale(navigator.languages);
const dateFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const instantFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

export const formatDate = (instant: Date): string => dateFormat.format(instant);

export const formatInstant = (instant: Date): string => instantFormat.format(instant);

/** `2 hours ago`, `in 30 days`; `just now` within a minute of `now`. */
export const formatRelative = (instant: Date, now: Date): string => {
  const distance = instant.getTime() - now.getTime();
  const unit = UNITS.find(([, length]) => Math.abs(distance) >= length);
  return unit === undefined ? t('time.now') : relativeFormat.format(Math.round(distance / unit[1]), unit[0]);
};

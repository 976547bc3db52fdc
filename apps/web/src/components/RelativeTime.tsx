import type { ReactNode } from 'react';
import { formatInstant, formatRelative } from '../i18n/format.ts';
import { useNow } from './use-now.ts';

/** `2 hours ago`, with the exact time for those who ask. */
export const RelativeTime = ({ instant }: { instant: string }): ReactNode => {
  const now = useNow();
  const date = new Date(instant);
  // A clock that runs a little ahead of ours must not show as the future.
  const shown = Math.abs(date.getTime() - now.getTime()) < 60_000 ? now : date;
  return (
    <time dateTime={instant} title={formatInstant(date)}>
      {formatRelative(shown, now)}
    </time>
  );
};

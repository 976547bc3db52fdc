import type { Request } from 'express';
import type { CalendarLimits } from './calendar-limits.ts';
import { MultistatusFilter } from './multistatus-filter.ts';

/** Leaves resources that the credential does not open out of a 207 answer, while it streams. */
export function filterAnswer(req: Request, limits: CalendarLimits): void {
  req.rewriteAnswer = (status) => (status === 207 ? new MultistatusFilter((href) => limits.shows(limits.locationOf(href))) : undefined);
}

import type { Request, Response } from 'express';
import { rewriteAnswer } from '../rewrite-answer.ts';
import type { CalendarLimits } from './calendar-limits.ts';
import { MultistatusFilter } from './multistatus-filter.ts';

/** Leaves resources that the credential does not open out of a 207 answer, while it streams. */
export function filterAnswer(req: Request, res: Response, limits: CalendarLimits): void {
  // what is compressed cannot be read
  delete req.headers['accept-encoding'];
  rewriteAnswer(res, () => {
    if (res.statusCode !== 207) return undefined;
    if (res.getHeader('content-encoding') !== undefined) return unreadable;
    return new MultistatusFilter((href) => limits.shows(limits.locationOf(href)));
  });
}

const refuse = () => {
  throw new Error('an answer that is compressed');
};
const unreadable = { push: refuse, end: refuse };

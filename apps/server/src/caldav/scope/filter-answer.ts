import type { Request, Response } from 'express';
import { rewriteAnswer } from '../rewrite-answer.ts';
import type { CalendarLimits } from './calendar-limits.ts';
import { MultistatusFilter } from './multistatus-filter.ts';

/** Leaves resources that the credential does not open out of a 207 answer, while it streams. */
export function filterAnswer(req: Request, res: Response, limits: CalendarLimits): void {
  askUncompressed(req);
  rewriteAnswer(res, (status, contentEncoding) => {
    if (status !== 207) return undefined;
    if (contentEncoding !== undefined) return unreadable;
    return new MultistatusFilter((href) => limits.shows(limits.locationOf(href)));
  });
}

/** What is compressed cannot be read. */
function askUncompressed({ rawHeaders }: Request): void {
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'accept-encoding') rawHeaders[i + 1] = 'identity';
}

const refuse = () => {
  throw new Error('an answer that is compressed');
};
const unreadable = { push: refuse, end: refuse };

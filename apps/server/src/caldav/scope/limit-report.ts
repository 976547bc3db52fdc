import type { Request, Response } from 'express';
import { CALDAV, davName } from '../../dav/names.ts';
import { escapeXml } from '../../dav/xml.ts';
import { DavError } from '../../errors/dav-error.ts';
import { targetOf } from '../check-path.ts';
import { readWhole } from '../read-body.ts';
import type { CalendarLimits } from './calendar-limits.ts';
import { CALENDAR_MULTIGET, readReport, without, type Report, type ReportHref } from './read-report.ts';

/** Reports that answer resource by resource, so that the answer can be filtered; free-busy times of a whole home cannot. */
const answeredByResource: ReadonlySet<string> = new Set([
  CALENDAR_MULTIGET,
  `{${CALDAV}}calendar-query`,
  ...['sync-collection', 'expand-property', 'principal-match', 'principal-property-search', 'principal-search-property-set'].map(
    (local) => `{DAV:}${local}`,
  ),
]);

/** Takes hrefs of other calendars out of a REPORT. True when nothing is left to ask, and the request has been answered. */
export async function limitReport(req: Request, res: Response, limits: CalendarLimits): Promise<boolean> {
  const bytes = await readWhole(req);
  const text = decode(bytes, req.headers);
  const report = parse(text);
  if (!limits.opens(targetOf(req).location) && !answeredByResource.has(report.name))
    throw new DavError(403, 'This app password does not allow this report here', davName('need-privileges'));
  const closed = report.hrefs.filter(({ href }) => !limits.opens(limits.locationOf(href)));
  if (closed.length > 0 && closed.length === report.hrefs.length) {
    answerMissing(res, closed);
    return true;
  }
  if (closed.length > 0) req.davBody = { kind: 'whole', bytes: Buffer.from(without(text, closed)) };
  return false;
}

/** What cannot be read cannot be limited. */
const unreadable = () => new DavError(403, 'The report cannot be read, which this app password needs', davName('need-privileges'));

function decode(bytes: Buffer, headers: Request['headers']): string {
  const charset = /charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (headers['content-encoding'] !== undefined || !/^(utf-8|us-ascii)$/i.test(charset)) throw unreadable();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unreadable();
  }
}

function parse(text: string): Report {
  try {
    return readReport(text);
  } catch {
    throw unreadable();
  }
}

/** RFC 4791 7.9: a resource that is not there is 404 in the multistatus. */
function answerMissing(res: Response, missing: readonly ReportHref[]): void {
  const responses = missing
    .map(({ href }) => `<D:response><D:href>${escapeXml(href.trim())}</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>`)
    .join('');
  res.status(207).setHeader('Content-Type', 'application/xml; charset=utf-8');
  res.setHeader('Cache-Control', 'no-store');
  res.end(`<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:">${responses}</D:multistatus>\n`);
}

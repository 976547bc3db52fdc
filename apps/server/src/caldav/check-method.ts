import type { RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';

/** WebDAV (RFC 4918), ACL (RFC 3744), CalDAV (RFC 4791) and POST for scheduling (RFC 6638) and add-member (RFC 5995). */
const allowed = [
  ...['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  ...['PROPFIND', 'PROPPATCH', 'REPORT', 'MKCOL', 'MKCALENDAR', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'ACL'],
] as const;
const allowedSet: ReadonlySet<string> = new Set(allowed);

export const ALLOW = allowed.join(', ');

/** Lets through the methods that clients need. BIND and tickets are not among them: DAViCal would fetch any URL on BIND. */
export const checkMethod: RequestHandler = (req, _res, next) => {
  if (allowedSet.has(req.method)) next();
  else next(new DavError(405, `The method ${req.method} is not served here`, undefined, { headers: { Allow: ALLOW } }));
};

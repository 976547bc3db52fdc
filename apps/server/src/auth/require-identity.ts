import type { Request, RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import type { Identity } from './identity.ts';

/** The same for ever: clients key stored passwords by realm, and several challenges confuse them. */
export const CHALLENGE = 'Basic realm="Calendars", charset="UTF-8"';

/** Answers 401 to a request without identity. A page's own script gets no challenge, which would open the browser's password dialog. */
export const requireIdentity: RequestHandler = (req, _res, next) => {
  if (req.identity) {
    next();
    return;
  }
  const mode = req.headers['sec-fetch-mode'];
  const fromScript = mode !== undefined && mode !== 'navigate' && req.headers.authorization === undefined;
  next(new DavError(401, 'Log in with an app password', undefined, { headers: fromScript ? {} : { 'WWW-Authenticate': CHALLENGE } }));
};

/** The identity that `requireIdentity` has made sure of. */
export function identityOf(req: Request): Identity {
  if (!req.identity) throw new DavError(500, 'A request without identity reached the proxy');
  return req.identity;
}

import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Config } from '../../config/config.ts';
import { hasOutlived } from './session-age.ts';

/** A session in use is written, and its cookie renewed, at most this often. */
const RENEW_INTERVAL_MS = 5 * 60_000;

/** The web session of the REST API. There is no row before a login, and none on the CalDAV mount. */
export function sessionMiddleware(store: session.Store, config: Config): RequestHandler[] {
  const { secret, cookieName, idleMs, lifetimeMs } = config.session;
  return [
    session({
      store,
      name: cookieName,
      secret: secret.reveal(),
      resave: false,
      saveUninitialized: false,
      proxy: config.secure,
      cookie: { httpOnly: true, sameSite: 'lax', secure: config.secure, path: '/', maxAge: idleMs },
    }),
    endOutlived(lifetimeMs),
    renew,
  ];
}

/** Ends a session at its absolute age, used or not. */
function endOutlived(lifetimeMs: number): RequestHandler {
  return (req, _res, next) => {
    if (hasOutlived(req.session, lifetimeMs)) req.session.regenerate(next);
    else next();
  };
}

/** Changing the session makes express-session write it and send its cookie again, both with a new idle time. */
const renew: RequestHandler = ({ session: current }, _res, next) => {
  if (current.seenAt !== undefined && Date.now() - current.seenAt > RENEW_INTERVAL_MS) current.seenAt = Date.now();
  next();
};

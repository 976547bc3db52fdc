import type { IncomingMessage } from 'node:http';
import { unsign } from 'cookie-signature';
import type { Config } from '../config/config.ts';
import { cookieValues } from './cookie-values.ts';
import { FULL_ACCESS, type Identity } from './identity.ts';
import { isSameOrigin } from './same-origin.ts';
import { hasOutlived } from './session/session-age.ts';
import type { SessionRepo } from './session/session-repo.ts';

interface Dependencies {
  readonly findCaller: SessionRepo['findCaller'];
  readonly config: Config;
}

/**
 * The web session on the CalDAV mount, read without express-session in one query: nothing is written, no cookie is set. It counts only
 * for requests that our own page has made, because DAV methods change things.
 */
export function createSessionLoader({ findCaller, config }: Dependencies) {
  return async (req: IncomingMessage): Promise<Identity | undefined> => {
    const sid = readSessionId(req.headers.cookie, config.session.cookieName, config.session.secret.reveal());
    if (sid === undefined || !isSameOrigin(req, config.publicUrl)) return undefined;
    const caller = await findCaller(sid);
    if (!caller || hasOutlived({ passport: { user: caller.userId }, startedAt: caller.startedAt }, config.session.lifetimeMs))
      return undefined;
    return { userId: caller.userId, email: caller.email, name: caller.name, via: 'session', scope: FULL_ACCESS };
  };
}

/** The session id of express-session's signed cookie (`s:<id>.<signature>`). */
export function readSessionId(header: string | undefined, name: string, secret: string): string | undefined {
  return cookieValues(header, name)
    .map((value) => unsignValue(value, secret))
    .find((sid) => sid !== undefined);
}

function unsignValue(value: string, secret: string): string | undefined {
  try {
    const decoded = decodeURIComponent(value);
    return decoded.startsWith('s:') ? unsign(decoded.slice(2), secret) || undefined : undefined;
  } catch {
    return undefined;
  }
}

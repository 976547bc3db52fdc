import type { IncomingMessage } from 'node:http';
import { unsign } from 'cookie-signature';
import type { SessionData, Store } from 'express-session';
import type { Config } from '../config/config.ts';
import { cookieValues } from './cookie-values.ts';
import type { User } from './current-user.ts';
import type { Identity } from './identity.ts';
import { isSameOrigin } from './same-origin.ts';
import { hasOutlived } from './session/session-age.ts';

interface Dependencies {
  readonly store: Store;
  readonly config: Config;
  readonly findUser: (id: string) => Promise<User | undefined>;
}

/**
 * The web session on the CalDAV mount, read without express-session: nothing is written, no cookie is set. It counts only for requests
 * that our own page has made, because DAV methods change things.
 */
export function createSessionLoader({ store, config, findUser }: Dependencies) {
  return async (req: IncomingMessage): Promise<Identity | undefined> => {
    const sid = readSessionId(req.headers.cookie, config.session.cookieName, config.session.secret.reveal());
    if (sid === undefined || !isSameOrigin(req, config.publicUrl)) return undefined;
    const session = await getSession(store, sid);
    const userId = session?.passport?.user;
    if (!session || userId === undefined || hasOutlived(session, config.session.lifetimeMs)) return undefined;
    const user = await findUser(userId);
    return user?.active ? { userId: user.id, email: user.email, name: user.name, via: 'session' } : undefined;
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

function getSession(store: Store, sid: string): Promise<SessionData | undefined> {
  return new Promise((resolve, reject) => {
    store.get(sid, (error: unknown, session) => {
      if (error) reject(error instanceof Error ? error : new Error('the session store failed', { cause: error }));
      else resolve(session ?? undefined);
    });
  });
}

import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Logger } from '../../logger.ts';

declare module 'express-session' {
  interface SessionData {
    /** passport's: the id of the user. */
    passport?: { user?: string };
    /** Unix milliseconds. */
    startedAt: number;
    seenAt: number;
    /** Of the OpenID provider, for logout from either side. */
    oidc: { issuer: string; sub: string; sid: string | undefined; idToken: string | undefined };
  }
}

const PgStore = connectPgSimple(session);

/** Sessions in Prisma's `session` table. `disableTouch`, because a write at every request is not wanted; see `session-middleware.ts`. */
export function createSessionStore(pool: Pool, logger: Logger): session.Store {
  return new PgStore({
    pool,
    tableName: 'session',
    disableTouch: true,
    errorLog: (...problem: unknown[]) => logger.warn({ problem }, 'session store'),
  });
}

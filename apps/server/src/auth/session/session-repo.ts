import type { Pool } from 'pg';

/** The content of a logout token that was verified. */
export interface LogoutNotice {
  readonly issuer: string;
  readonly jti: string;
  readonly sub: string | undefined;
  readonly sid: string | undefined;
  readonly expiresAt: Date;
}

export interface LoggedOutSessions {
  /** Ends the sessions that a notice names and returns how many; undefined, and nothing ended, when the notice was used before. */
  end(notice: LogoutNotice): Promise<number | undefined>;
}

/** What says who asks with a session, in one row. */
export interface SessionCaller {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  /** Unix milliseconds of the login. */
  readonly startedAt: number | undefined;
}

export type SessionRepo = ReturnType<typeof createSessionRepo>;

/** Reads and deletes rows of connect-pg-simple's table by what `callback.ts` has put into them. */
export function createSessionRepo(pool: Pool) {
  return {
    /** The person logged in by a session that has not expired. One prepared query, for the CalDAV mount. */
    findCaller: async (sid: string): Promise<SessionCaller | undefined> => {
      const found = await pool.query<Omit<SessionCaller, 'startedAt'> & { startedAt: string | null }>({
        name: 'caller-by-session',
        text: `SELECT u.id AS "userId", u.email, u.name, s.sess->>'startedAt' AS "startedAt"
               FROM session s JOIN users u ON u.id = (s.sess->'passport'->>'user')::uuid
               WHERE s.sid = $1 AND s.expire >= now() AND u.status = 'ACTIVE'`,
        values: [sid],
      });
      const [row] = found.rows;
      return row && { ...row, startedAt: row.startedAt === null ? undefined : Number(row.startedAt) };
    },

    /** As `LoggedOutSessions`. */
    async end({ issuer, jti, sub, sid, expiresAt }: LogoutNotice): Promise<number | undefined> {
      const result = await pool.query<{ fresh: boolean; ended: number }>(
        `WITH pruned AS (DELETE FROM logout_tokens WHERE expires_at < now()),
              used AS (INSERT INTO logout_tokens (issuer, jti, expires_at) VALUES ($1, $2, $5) ON CONFLICT DO NOTHING RETURNING 1),
              ended AS (DELETE FROM session
                        WHERE EXISTS (SELECT 1 FROM used) AND sess->'oidc'->>'issuer' = $1
                          AND ($3::text IS NULL OR sess->'oidc'->>'sub' = $3) AND ($4::text IS NULL OR sess->'oidc'->>'sid' = $4)
                        RETURNING 1)
         SELECT EXISTS (SELECT 1 FROM used) AS fresh, (SELECT count(*)::int FROM ended) AS ended`,
        [issuer, jti, sub ?? null, sid ?? null, expiresAt],
      );
      const row = result.rows[0];
      return row?.fresh ? row.ended : undefined;
    },
  };
}

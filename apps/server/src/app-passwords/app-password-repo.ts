import type { Database } from '../db/database.ts';
import type { AppPasswordModel } from '../db/generated/models.ts';
import type { AppPassword, AppPasswordAccess } from './app-password.ts';

export interface NewAppPasswordRow {
  readonly ownerId: string;
  readonly name: string;
  readonly keyId: string;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly access: AppPasswordAccess;
  readonly calendars: readonly string[] | undefined;
  readonly expiresAt: Date | null;
}

/** What must be known to check a credential, in one row. */
export interface StoredCredential {
  readonly id: string;
  readonly hash: Buffer;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_client: string | null;
  readonly access: AppPasswordAccess;
  /** Slugs of the only calendars that it opens; null when it opens all. */
  readonly calendars: string[] | null;
  readonly user_id: string;
  readonly email: string;
  readonly user_name: string;
  readonly active: boolean;
  /** The login name is one of the owner's old addresses. */
  readonly by_alias: boolean;
}

export type AppPasswordRepo = ReturnType<typeof createAppPasswordRepo>;

const withCalendars = { calendars: { select: { calendarId: true }, orderBy: { calendarId: 'asc' } } } as const;

export function createAppPasswordRepo({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>) {
  return {
    insert: async ({ calendars, ...row }: NewAppPasswordRow) => {
      const opened = { create: (calendars ?? []).map((calendarId) => ({ calendarId })) };
      const data = { ...row, limited: calendars !== undefined, calendars: opened };
      return toAppPassword(await prisma.appPassword.create({ data, include: withCalendars }));
    },
    listOf: async (ownerId: string) =>
      (await prisma.appPassword.findMany({ where: { ownerId }, orderBy: { createdAt: 'desc' }, include: withCalendars })).map(
        toAppPassword,
      ),
    /** False when there is no such app password of this owner. */
    remove: async (ownerId: string, id: string) => (await prisma.appPassword.deleteMany({ where: { id, ownerId } })).count === 1,

    countCalendars: (ownerId: string, ids: readonly string[]) => prisma.calendar.count({ where: { ownerId, id: { in: [...ids] } } }),

    /** One prepared query: this is asked on every CalDAV request. */
    async findCredential(keyId: string, loginName: string): Promise<StoredCredential | undefined> {
      const found = await pool.query<StoredCredential>({
        name: 'app-password-credential',
        text: `SELECT p.id, p.hash, p.expires_at, p.last_used_at, p.last_used_client, p.access,
                      CASE WHEN p.limited THEN ARRAY(SELECT c.slug FROM app_password_calendars pc JOIN calendars c ON c.id = pc.calendar_id
                                                     WHERE pc.app_password_id = p.id AND c.owner_id = p.owner_id) END AS calendars,
                      u.id AS user_id, u.email, u.name AS user_name, u.status = 'ACTIVE' AS active,
                      EXISTS (SELECT 1 FROM email_aliases a WHERE a.alias = $2 AND a.user_id = u.id) AS by_alias
               FROM app_passwords p JOIN users u ON u.id = p.owner_id WHERE p.key_id = $1`,
        values: [keyId, loginName],
      });
      return found.rows[0];
    },

    async recordUse(id: string, client: string | null): Promise<void> {
      await pool.query('UPDATE app_passwords SET last_used_at = now(), last_used_client = $2 WHERE id = $1', [id, client]);
    },
  };
}

type Row = AppPasswordModel & { calendars: { calendarId: string }[] };

function toAppPassword({ hash: _, limited, calendars, ...row }: Row): AppPassword {
  return { ...row, calendars: limited ? calendars.map(({ calendarId }) => calendarId) : undefined };
}

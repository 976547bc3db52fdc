import type { Database } from '../db/database.ts';
import type { AppPasswordModel } from '../db/generated/models.ts';
import type { AppPassword } from './app-password.ts';

export interface NewAppPasswordRow {
  readonly ownerId: string;
  readonly name: string;
  readonly keyId: string;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly expiresAt: Date | null;
}

/** What must be known to check a credential, in one row. */
export interface StoredCredential {
  readonly id: string;
  readonly hash: Buffer;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_client: string | null;
  readonly user_id: string;
  readonly email: string;
  readonly user_name: string;
  readonly active: boolean;
}

export type AppPasswordRepo = ReturnType<typeof createAppPasswordRepo>;

export function createAppPasswordRepo({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>) {
  return {
    insert: async (row: NewAppPasswordRow) => toAppPassword(await prisma.appPassword.create({ data: row })),
    listOf: async (ownerId: string) =>
      (await prisma.appPassword.findMany({ where: { ownerId }, orderBy: { createdAt: 'desc' } })).map(toAppPassword),
    /** False when there is no such app password of this owner. */
    remove: async (ownerId: string, id: string) => (await prisma.appPassword.deleteMany({ where: { id, ownerId } })).count === 1,

    /** One prepared query: this is asked on every CalDAV request. */
    async findCredential(keyId: string): Promise<StoredCredential | undefined> {
      const found = await pool.query<StoredCredential>({
        name: 'app-password-credential',
        text: `SELECT p.id, p.hash, p.expires_at, p.last_used_at, p.last_used_client,
                      u.id AS user_id, u.email, u.name AS user_name, u.status = 'ACTIVE' AS active
               FROM app_passwords p JOIN users u ON u.id = p.owner_id WHERE p.key_id = $1`,
        values: [keyId],
      });
      return found.rows[0];
    },

    async recordUse(id: string, client: string | null): Promise<void> {
      await pool.query('UPDATE app_passwords SET last_used_at = now(), last_used_client = $2 WHERE id = $1', [id, client]);
    },
  };
}

function toAppPassword({ hash: _, ...row }: AppPasswordModel): AppPassword {
  return row;
}

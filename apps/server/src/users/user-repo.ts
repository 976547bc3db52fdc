import type { Database } from '../db/database.ts';
import type { UserModel } from '../db/generated/models.ts';
import { NIL_UUID } from '../db/nil-uuid.ts';
import { isUniqueViolation } from '../db/unique-violation.ts';
import type { User } from '../auth/current-user.ts';

export interface NewUser {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly language: string;
}

export type UserRepo = ReturnType<typeof createUserRepo>;

export function createUserRepo({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>) {
  const one = (row: UserModel | null): User | undefined => (row ? toUser(row) : undefined);
  return {
    findById: async (id: string) => one(await prisma.user.findUnique({ where: { id } })),
    findByEmail: async (email: string) => one(await prisma.user.findUnique({ where: { email } })),
    findBySubject: async (issuer: string, subject: string) =>
      one(await prisma.user.findUnique({ where: { issuer_subject: { issuer, subject } } })),

    /** The active account of a subject, for every request with an access token. */
    findCaller: async (issuer: string, subject: string): Promise<{ userId: string; email: string; name: string } | undefined> => {
      const found = await pool.query<{ userId: string; email: string; name: string }>({
        name: 'caller-by-subject',
        text: `SELECT id AS "userId", email, name FROM users WHERE issuer = $1 AND subject = $2 AND status = 'ACTIVE'`,
        values: [issuer, subject],
      });
      return found.rows[0];
    },

    list: async () => (await prisma.user.findMany({ orderBy: { email: 'asc' } })).map(toUser),
    /** A page in the order of ids. */
    listUnprovisioned: async (after = NIL_UUID) =>
      (
        await prisma.user.findMany({
          where: { provisionedAt: null, status: 'ACTIVE', id: { gt: after } },
          orderBy: { id: 'asc' },
          take: 100,
        })
      ).map(toUser),

    /** Undefined when the e-mail address or the subject is taken, perhaps by a simultaneous login of the same person. */
    async insert(input: NewUser): Promise<User | undefined> {
      try {
        return toUser(await prisma.user.create({ data: input }));
      } catch (error) {
        if (isUniqueViolation(error)) return undefined;
        throw error;
      }
    },

    recordLogin: async (id: string, name: string) =>
      toUser(await prisma.user.update({ where: { id }, data: { name, lastLoginAt: new Date() } })),

    async activate(id: string): Promise<void> {
      await prisma.user.update({ where: { id }, data: { status: 'ACTIVE' } });
    },

    /** Ends the person's sessions too, in one transaction. Every other credential is checked with the status of its owner. */
    async deactivate(id: string): Promise<void> {
      await prisma.$transaction([
        prisma.user.update({ where: { id }, data: { status: 'DEACTIVATED' } }),
        prisma.$executeRaw`DELETE FROM session WHERE sess->'passport'->>'user' = ${id}`,
      ]);
    },

    async markProvisioned(id: string): Promise<void> {
      await prisma.user.update({ where: { id }, data: { provisionedAt: new Date() } });
    },
  };
}

function toUser({ status, provisionedAt, updatedAt: _, ...row }: UserModel): User {
  return { ...row, active: status === 'ACTIVE', provisioned: provisionedAt !== null };
}

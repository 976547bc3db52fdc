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

export function createUserRepo({ prisma }: Pick<Database, 'prisma'>) {
  const one = (row: UserModel | null): User | undefined => (row ? toUser(row) : undefined);
  return {
    findById: async (id: string) => one(await prisma.user.findUnique({ where: { id } })),
    findByEmail: async (email: string) => one(await prisma.user.findUnique({ where: { email } })),
    findBySubject: async (issuer: string, subject: string) =>
      one(await prisma.user.findUnique({ where: { issuer_subject: { issuer, subject } } })),
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

    async markProvisioned(id: string): Promise<void> {
      await prisma.user.update({ where: { id }, data: { provisionedAt: new Date() } });
    },
  };
}

function toUser({ status, provisionedAt, updatedAt: _, ...row }: UserModel): User {
  return { ...row, active: status === 'ACTIVE', provisioned: provisionedAt !== null };
}

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/unique-violation.ts';

export type AliasRepo = ReturnType<typeof createAliasRepo>;

/** Old addresses of people, by which their devices may still log in. */
export function createAliasRepo({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>) {
  return {
    /** The address of the account that a name or an alias belongs to. */
    accountOf: async (loginName: string): Promise<string | undefined> => {
      const found = await pool.query<{ email: string }>({
        name: 'account-of-alias',
        text: 'SELECT u.email FROM email_aliases a JOIN users u ON u.id = a.user_id WHERE a.alias = $1',
        values: [loginName],
      });
      return found.rows[0]?.email;
    },

    listOf: async (userId: string) =>
      (await prisma.emailAlias.findMany({ where: { userId }, orderBy: { alias: 'asc' } })).map(({ alias }) => alias),

    /** False when the address is somebody's alias or address already. */
    async add(userId: string, alias: string): Promise<boolean> {
      if ((await prisma.user.count({ where: { email: alias } })) > 0) return false;
      try {
        await prisma.emailAlias.create({ data: { userId, alias } });
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },

    /** False when the person has no such alias. */
    remove: async (userId: string, alias: string) => (await prisma.emailAlias.deleteMany({ where: { userId, alias } })).count === 1,
  };
}

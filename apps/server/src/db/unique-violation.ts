import { Prisma } from './generated/client.ts';

/** Whether a write failed because another row has the same unique key. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import type { Secret } from '../config/secrets.ts';
import type { Logger } from '../logger.ts';
import { PrismaClient } from './generated/client.ts';

export interface Database {
  /** For the hot path and connect-pg-simple. Prisma works on the same pool. */
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** Nothing is connected before the first query, so the service starts while PostgreSQL is away and recovers when it returns. */
export function openDatabase(url: Secret, logger: Logger): Database {
  const pool = new Pool({
    connectionString: url.reveal(),
    max: 20,
    connectionTimeoutMillis: 2000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5000,
    // for a server or a network that is silent, where the server's own limit is not heard of
    query_timeout: 6000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

export async function isDatabaseReachable(pool: Pool): Promise<boolean> {
  return pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
}

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { instance } from '../support/instance.ts';

const project = path.resolve(import.meta.dirname, '../../..');

export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** A database of its own in the tests' PostgreSQL, and the Prisma CLI on it. */
export interface ScratchDatabase extends AsyncDisposable {
  prisma(args: readonly string[], input?: string): Promise<Outcome>;
  query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>;
}

export async function createScratchDatabase(): Promise<ScratchDatabase> {
  const name = `prisma_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = Object.assign(new URL(instance.adminDatabaseUrl), { pathname: `/${name}` }).href;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    prisma: (args, input = '') => runPrisma(url, args, input),
    query: async <Row extends pg.QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows,
    [Symbol.asyncDispose]: async () => {
      await client.end();
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

export async function onServer<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: instance.adminDatabaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function runPrisma(url: string, args: readonly string[], input: string): Promise<Outcome> {
  const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['node_modules/prisma/build/index.js', ...args], { cwd: project, env });
  child.stdin.end(input);
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: out + err };
}

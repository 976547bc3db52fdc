import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { waitUntil } from '../../dev-env/wait-until.ts';
import { createScratchDatabase, onServer, type ScratchDatabase } from './prisma-cli.ts';

/** What `prisma/engine/adapter.mjs` works round in Prisma's adapter for PostgreSQL. */
let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

test('the catalog types name and "char" are read: a table with a CHECK constraint is introspected', async () => {
  await database.query('CREATE TABLE public.things (id int PRIMARY KEY, size int NOT NULL CHECK (size > 0))');
  const { code, output } = await database.prisma(['db', 'pull', '--print']);
  expect(output).toMatch(/model things \{\s+id +Int +@id\s+size +Int/);
  expect(code).toBe(0);
});

test('the shadow database is never the main database, and does not stay', async () => {
  await database.query(`CREATE TABLE public.kept (id int PRIMARY KEY); INSERT INTO public.kept VALUES (1)`);
  const compare = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma', '--exit-code'];
  expect(await database.prisma(compare)).toMatchObject({ code: 0 });
  expect(await database.query('SELECT id FROM public.kept')).toEqual([{ id: 1 }]);
  // Another test may have one of its own for a moment.
  const shadows = `SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'`;
  expect(await waitUntil(async () => (await onServer(shadows)).length === 0, 15_000)).toBe(true);
});

test('a script is not cut at semicolons in comments, texts and function bodies', async () => {
  const script = `
    -- one; two
    CREATE TABLE public.notes (body text DEFAULT 'a;b');
    CREATE FUNCTION public.answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 42; END $$;
    INSERT INTO public.notes DEFAULT VALUES;
  `;
  expect(await database.prisma(['db', 'execute', '--stdin'], script)).toMatchObject({ code: 0 });
  expect(await database.query('SELECT body, public.answer() FROM public.notes')).toEqual([{ body: 'a;b', answer: 42 }]);
});

test('a script that fails leaves nothing behind', async () => {
  const script = 'CREATE TABLE public.half_done (id int); SELECT 1 / 0;';
  expect(await database.prisma(['db', 'execute', '--stdin'], script)).toMatchObject({ code: 1 });
  expect(await database.query(`SELECT to_regclass('public.half_done') AS found`)).toEqual([{ found: null }]);
});

test('a migration has the checksum that other installations of Prisma expect', async () => {
  expect(
    await database.prisma(
      ['db', 'execute', '--stdin'],
      'DROP TABLE public.things, public.kept, public.notes; DROP FUNCTION public.answer;',
    ),
  ).toMatchObject({ code: 0 });
  expect(await database.prisma(['migrate', 'deploy'])).toMatchObject({ code: 0 });
  const [row] = await database.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations',
  );
  const sql = readFileSync(new URL(`../../../prisma/migrations/${row!.migration_name}/migration.sql`, import.meta.url));
  expect(row!.checksum).toBe(Buffer.from(await crypto.subtle.digest('SHA-256', sql)).toString('hex'));
});

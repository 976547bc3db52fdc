import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScratchDatabase, type ScratchDatabase } from './prisma-cli.ts';

const deploy = ['migrate', 'deploy'];
const compareDatabase = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--exit-code'];
const compareMigrations = [
  'migrate',
  'diff',
  '--from-migrations',
  'prisma/migrations',
  '--to-schema',
  'prisma/schema.prisma',
  '--exit-code',
];

let database: ScratchDatabase;

beforeAll(async () => {
  database = await createScratchDatabase();
  // What stands beside the service's tables in its database.
  await database.query(`
    CREATE SCHEMA davical;
    CREATE TABLE davical.users (id int PRIMARY KEY, email text CHECK (email <> ''));
    CREATE TABLE davical.caldav_data (user_no int REFERENCES davical.users, flag "char", owner name);
    CREATE TYPE davical.user_status AS ENUM ('T', 'F');
    INSERT INTO davical.users VALUES (1, 'Alice@Example.com');
  `);
  expect(await database.prisma(deploy)).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

describe('The migrations and the schema say the same', () => {
  test('a migrated database has no drift', async () => {
    expect(await database.prisma(compareDatabase)).toEqual({ code: 0, output: expect.stringContaining('No difference detected') });
  });

  test('the migrations alone have none either', async () => {
    expect(await database.prisma(compareMigrations)).toEqual({ code: 0, output: expect.stringContaining('No difference detected') });
  });

  test('a missing column is noticed', async () => {
    await database.query('ALTER TABLE public.calendars DROP COLUMN color');
    expect(await database.prisma(compareDatabase)).toEqual({ code: 2, output: expect.stringContaining('color') });
    await database.query('ALTER TABLE public.calendars ADD COLUMN color text');
  });

  test('deploying again changes nothing', async () => {
    expect(await database.prisma(deploy)).toEqual({ code: 0, output: expect.stringContaining('No pending migrations') });
    expect(await database.prisma(['migrate', 'status'])).toEqual({ code: 0, output: expect.stringContaining('up to date') });
  });

  test('several replicas may deploy at once', async () => {
    await using empty = await createScratchDatabase();
    const outcomes = await Promise.all([empty.prisma(deploy), empty.prisma(deploy), empty.prisma(deploy)]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await empty.query('SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations')).toEqual(
      readdirSync('prisma/migrations', { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(() => ({ finished: true })),
    );
  });
});

test('the schema of the CalDAV server in the same database is left alone', async () => {
  expect(await database.prisma(['migrate', 'reset', '--force'])).toMatchObject({ code: 0 });
  expect(await database.query('SELECT email FROM davical.users')).toEqual([{ email: 'Alice@Example.com' }]);
  const tables = await database.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'davical' ORDER BY 1`);
  expect(tables).toEqual([{ table_name: 'caldav_data' }, { table_name: 'users' }]);
});

describe('The database itself refuses', () => {
  const person = '00000000-0000-7000-8000-000000000001';

  beforeAll(() => insertPerson(person, 'alice@example.com'));

  function insertPerson(id: string, email: string) {
    return database.query(
      `INSERT INTO users (id, issuer, subject, email, language, updated_at) VALUES ('${id}', 'i', '${email}', '${email}', 'en', now())`,
    );
  }

  function insertCalendar(slug: string, isDefault: boolean) {
    return database.query(
      `INSERT INTO calendars (id, owner_id, slug, state, name, is_default, updated_at)
       VALUES (gen_random_uuid(), '${person}', '${slug}', 'ACTIVE', 'Calendar', ${isDefault}, now())`,
    );
  }

  test('an address that is not in lower case', async () => {
    await expect(insertPerson('00000000-0000-7000-8000-000000000002', 'Bob@example.com')).rejects.toThrow('users_email_lower_case');
  });

  test('a second default calendar', async () => {
    await insertCalendar('home', true);
    await insertCalendar('work', false);
    await expect(insertCalendar('other', true)).rejects.toThrow('calendars_default_per_owner_key');
  });

  test('a hash that is no SHA-256', async () => {
    const insert = `INSERT INTO app_passwords (id, owner_id, name, key_id, hash) VALUES (gen_random_uuid(), '${person}', 'Phone', 'k', 'short')`;
    await expect(database.query(insert)).rejects.toThrow('app_passwords_hash_length');
  });
});

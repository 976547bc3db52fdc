import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { instance } from '../integration/support/instance.ts';
import { query } from './support/database.ts';

/** davical/init-db.sh on databases of its own: fresh, as the version before had left it, and restored elsewhere. */
const folder = fileURLToPath(new URL('../../davical/', import.meta.url));
const database = `upgrade_${process.pid}`;
const url = new URL(instance.adminDatabaseUrl);
let client: pg.Client;

async function initialise(): Promise<void> {
  const secret = readFileSync(path.join(instance.dataDirectory, 'secrets', 'davical-database'), 'utf8').trim();
  const env = {
    PATH: process.env['PATH'],
    PGHOST: url.hostname,
    PGPORT: url.port,
    PGDATABASE: database,
    DAVICAL_PGUSER: 'davical',
    DAVICAL_PGPASSWORD: secret,
  };
  await promisify(execFile)('bash', [path.join(folder, 'init-db.sh'), path.join(instance.dataDirectory, 'davical', 'davical')], { env });
}

const rows = async (sql: string): Promise<unknown[]> => (await client.query<Record<string, unknown>>(sql)).rows;

beforeAll(async () => {
  await query(`CREATE DATABASE ${database}`);
  client = new pg.Client({ connectionString: new URL(`/${database}`, url).href });
  await client.connect();
  await client.query(readFileSync(path.join(folder, 'role.sql'), 'utf8'));
  await initialise();
  await client.query('SET search_path = davical');
  await client.query(`INSERT INTO collection (collection_id, user_no, dav_name, dav_etag, created, modified, is_calendar)
    VALUES (7, 1, '/admin/c/', 'x', now(), now(), true)`);
}, 60_000);

afterAll(async () => {
  await client.end();
  await query(`DROP DATABASE ${database}`);
});

const write = (name: string) =>
  client.query(`BEGIN; INSERT INTO caldav_data (user_no, dav_name, dav_etag, caldav_data, collection_id) VALUES (1, '/admin/c/${name}', 'e', 'x', 7);
    SELECT write_sync_change(7, 201, '/admin/c/${name}'); COMMIT`);
const token = async (): Promise<unknown> => Object.values((await rows('SELECT current_sync_token(0, 7)'))[0] ?? {})[0];
const known = async (text: unknown) => (await rows(`SELECT known_sync_token('${String(text)}', 7) IS NOT NULL AS known`))[0];
const changed = async (text: unknown) =>
  rows(
    `SELECT sync_changed_names(7, snapshot) AS name FROM sync_tokens WHERE sync_token = known_sync_token('${String(text)}', 7) ORDER BY 1`,
  );

describe('init-db.sh', () => {
  test('run again it keeps tokens and changes', async () => {
    const first = await token();
    await write('one');
    await initialise();
    expect(await known(first)).toEqual({ known: true });
    expect(await changed(first)).toEqual([{ name: '/admin/c/one' }]);
  });

  test('on a database of the version before: data stay, old tokens are unknown, new ones miss nothing', async () => {
    const old = await token();
    await client.query(`DROP FUNCTION current_sync_token, known_sync_token, sync_token_text, sync_changed_names, forget_sync_tokens, new_collection_etag CASCADE;
      ALTER TABLE sync_changes DROP COLUMN writer; ALTER TABLE sync_tokens DROP COLUMN snapshot, DROP COLUMN tag;
      COMMENT ON TABLE sync_tokens IS NULL; COMMENT ON SCHEMA davical IS 'DAViCal of before'`);
    await initialise();
    expect(await rows('SELECT dav_name FROM caldav_data')).toEqual([{ dav_name: '/admin/c/one' }]);
    expect(await known(old)).toEqual({ known: false });
    const fresh = await token();
    await write('two');
    expect(await changed(fresh)).toEqual([{ name: '/admin/c/two' }]);
  });

  test('in another cluster, where transactions have other numbers, tokens are unknown', async () => {
    const before = await token();
    await client.query("COMMENT ON TABLE sync_tokens IS '1'");
    await initialise();
    expect(await known(before)).toEqual({ known: false });
    await write('three');
    const after = await token();
    await initialise();
    expect([await known(after), await token()]).toEqual([{ known: true }, after]);
  });
});

describe('tokens and changes that nobody can need are forgotten', () => {
  const age = (text: unknown, days: number) =>
    client.query(
      `UPDATE sync_tokens SET modification_time = now() - interval '${days} days' WHERE sync_token = known_sync_token('${String(text)}', 7)`,
    );

  test('all tokens of the last week, and the newest older one, still see every change since', async () => {
    const made: unknown[] = [];
    for (const [index, days] of [20, 10, 3, 0].entries()) {
      made.push(await token());
      await age(made.at(-1), days);
      await write(`aged-${index}`);
    }
    await token();
    expect(await Promise.all(made.map(known))).toEqual([false, true, true, true].map((each) => ({ known: each })));
    for (const [index, each] of made.entries())
      if (index > 0) expect(await changed(each)).toEqual([0, 1, 2, 3].slice(index).map((i) => ({ name: `/admin/c/aged-${i}` })));
    expect(await rows("SELECT 1 FROM sync_changes WHERE dav_name = '/admin/c/aged-0'")).toEqual([]);
  });

  test('a token in use is not taken away under the sync that has brought it', async () => {
    const stale = await token();
    await write('while-away');
    const newer = await token();
    await age(stale, 20);
    await age(newer, 10);
    await write('last');
    await rows(`SELECT current_sync_token(known_sync_token('${String(stale)}', 7), 7)`);
    expect(await changed(stale)).toEqual([{ name: '/admin/c/last' }, { name: '/admin/c/while-away' }]);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { Browser } from './support/browser.ts';
import { bringBack, crashDuring as crashPart, type Crash } from './support/crash-during.ts';
import { eventually } from './support/eventually.ts';
import { logIn } from './support/log-in.ts';
import { Wire, type Mode, type Victim } from './support/relay.ts';
import { TEST_PASSWORD } from './support/test-accounts.ts';

/**
 * Kill at every message: everything that the service says to PostgreSQL and to DAViCal goes through relays that number the messages. For
 * each number, the server, DAViCal or PostgreSQL is killed (kill -9) before the message is delivered, or after it with its answer
 * swallowed; then it is started again, and nothing may be half done. `npm test` takes a sample, `npm run test:full` every message.
 */
const isFull = process.env['CALENDARS_TEST_FULL'] === '1';
const accounts = Array.from({ length: 400 }, (_, index) => ({
  username: `crash-${index}`,
  password: TEST_PASSWORD,
  claims: { email: `crash-${index}@example.org`, email_verified: true, name: `Crash ${index}` },
}));

let constellation: Constellation;
const wire = new Wire();
let nextAccount = 0;

beforeAll(async () => {
  const later: { constellation?: Constellation } = {};
  const ports = {
    postgres: await wire.relay('postgres', () => later.constellation?.parts().postgres.port ?? first.postgres),
    caldavServer: await wire.relay('caldavServer', () =>
      Number(new URL(later.constellation?.parts().caldavServer.url ?? first.caldavServer).port),
    ),
  };
  const first = { postgres: 0, caldavServer: '' };
  constellation = await startConstellation({
    dataDirectory: mkdtempSync(path.join(tmpdir(), 'calendars-crash-')),
    extraAccounts: accounts,
    overrideEnvironment: ({ postgres, caldavServer }) => {
      Object.assign(first, { postgres: postgres.port, caldavServer: caldavServer.url });
      return {
        DATABASE_URL: postgres.urlFor('calendars', { port: ports.postgres }),
        CALDAV_UPSTREAM_URL: `http://127.0.0.1:${ports.caldavServer}`,
        CALDAV_UPSTREAM_TIMEOUT_SECONDS: '3',
      };
    },
  });
  later.constellation = constellation;
}, 60_000);

afterAll(async () => {
  await constellation.stop();
  wire.close();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

async function sql<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: constellation.parts().postgres.urlFor('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<T>(text, values).finally(() => client.end());
  return rows;
}

const crashDuring = <T>(scenario: () => Promise<T>, crash: Crash) => crashPart({ constellation, wire }, scenario, crash);

const api = (browser: Browser, at: string, method?: string, body?: unknown) =>
  browser.api(`${constellation.url}/api/v1.0${at}`, method, body);

/** Collections in the person's home, as DAViCal's own tables have them. */
const collectionsOf = async (email: string) =>
  (
    await sql<{ dav_name: string }>(`SELECT dav_name FROM davical.collection WHERE dav_name LIKE '/' || $1 || '/%' AND is_calendar`, [
      email,
    ])
  )
    .map(({ dav_name: name }) => name.split('/')[2] ?? '')
    .sort();
const rowsOf = async (email: string) =>
  sql<{ slug: string; state: string; name: string; is_default: boolean }>(
    'SELECT c.slug, c.state, c.name, c.is_default FROM calendars c JOIN users u ON u.id = c.owner_id WHERE u.email = $1 ORDER BY slug',
    [email],
  );

/** Rows and collections agree, nothing is under way, and no transaction or lock is left. */
async function expectAgreement(email: string): Promise<void> {
  const rows = await rowsOf(email);
  expect(rows.map(({ slug }) => slug)).toEqual(await collectionsOf(email));
  expect(rows.filter(({ state }) => state !== 'ACTIVE')).toEqual([]);
  expect(
    await sql(`SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND now() - state_change > interval '2 s'`),
  ).toEqual([]);
  expect(await sql(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([]);
}

async function expectOneHome(username: string): Promise<void> {
  const email = `${username}@example.org`;
  let browser = new Browser();
  await eventually(async () => {
    browser = (await logIn(constellation.url, username)).browser;
    expect(await (await api(browser, '/users/me/')).json()).toMatchObject({ email, provisioning: 'done' });
    expect(await (await api(browser, '/calendars/')).json()).toMatchObject({ count: 1, stale: false, results: [{ is_default: true }] });
    expect(await sql('SELECT 1 FROM users WHERE email = $1', [email])).toHaveLength(1);
    expect(await sql('SELECT password FROM davical.usr WHERE username = $1', [email])).toEqual([{ password: '*' }]);
    await expectAgreement(email);
  });
}

const newAccount = () => `crash-${nextAccount++}`;

async function firstLogin(username: string): Promise<void> {
  await logIn(constellation.url, username);
}

async function countMessages(scenario: () => Promise<unknown>): Promise<number> {
  wire.arm();
  await scenario();
  return wire.disarm();
}

/** Which messages to crash at: all, or a sample that is spread over the scenario and the same in every run. */
function chosen(messages: number, step: number, offset: number): number[] {
  const all = Array.from({ length: messages }, (_, index) => index + 1);
  return isFull ? all : all.filter((message) => message % step === offset % step);
}

const modes: readonly Mode[] = ['before', 'after'];
const victims: readonly [Victim, number][] = [
  ['server', 3],
  ['caldavServer', 3],
  ['postgres', 7],
];
const LIMIT_MS = isFull ? 1_800_000 : 240_000;

test.each(victims)(
  'a crash of the %s at any message of a first login leaves one account, one principal and one default calendar',
  async (victim, step) => {
    const messages = await countMessages(() => firstLogin(newAccount()));
    expect(messages).toBeGreaterThan(2);
    for (const [index, mode] of modes.entries())
      for (const message of chosen(messages, step, index)) {
        const username = newAccount();
        await crashDuring(() => firstLogin(username), { victim, message, mode });
        await expectOneHome(username).catch((error: unknown) => {
          throw new Error(`${victim} killed ${mode} message ${message} of ${messages}`, { cause: error });
        });
      }
  },
  LIMIT_MS,
);

test.each(victims)(
  'a crash of the %s at any message of a calendar creation leaves all of the calendar or nothing of it',
  async (victim) => {
    const username = newAccount();
    const email = `${username}@example.org`;
    let { browser } = await logIn(constellation.url, username);
    const create = async (name: string) => (await api(browser, '/calendars/', 'POST', { name })).status;
    const messages = await countMessages(() => create('counted'));
    expect(messages).toBeGreaterThan(2);
    for (const [index, mode] of modes.entries())
      for (const message of chosen(messages, 2, index)) {
        const name = `${victim} ${mode} ${message}`;
        const status = await crashDuring(() => create(name), { victim, message, mode });
        try {
          await eventually(async () => {
            ({ browser } = await logIn(constellation.url, username, { browser }));
            expect((await api(browser, '/calendars/')).status).toBe(200);
            await expectAgreement(email);
          });
          const found = (await rowsOf(email)).filter((row) => row.name === name);
          if (status === 201) expect(found).toHaveLength(1);
          else expect(found.length).toBeLessThanOrEqual(1);
        } catch (error) {
          throw new Error(`${victim} killed ${mode} message ${message} of ${messages}; the client got ${status ?? 'no answer'}`, {
            cause: error,
          });
        }
      }
  },
  LIMIT_MS,
);

test('a login while DAViCal is away succeeds, says so, and is completed by itself', async () => {
  await constellation.parts().caldavServer.kill();
  const username = newAccount();
  const { browser, url } = await logIn(constellation.url, username);
  expect(url).toBe(`${constellation.url}/`);
  expect(await (await api(browser, '/users/me/')).json()).toMatchObject({ provisioning: 'pending' });
  expect(await (await api(browser, '/calendars/')).json()).toMatchObject({ count: 0, stale: true });
  const ready = await fetch(`${constellation.url}/readyz`);
  expect({ status: ready.status, body: await ready.json() }).toMatchObject({
    status: 503,
    body: { checks: { caldav_server: { status: 'failed' } } },
  });
  await constellation.startCaldavServer();
  await eventually(async () => {
    expect(await (await api(browser, '/users/me/')).json()).toMatchObject({ provisioning: 'done' });
  });
  await expectOneHome(username);
}, 60_000);

test('while PostgreSQL is away: 503 and never 401, and recovery without a restart', async () => {
  const authorization = `Basic ${Buffer.from(`a@example.org:calp_${'0'.repeat(46)}`).toString('base64')}`;
  const { browser } = await logIn(constellation.url, newAccount());
  const created = (await (await api(browser, '/app-passwords/', 'POST', { name: 'x' })).json()) as { password: string };
  const me = (await (await api(browser, '/users/me/')).json()) as { email: string };
  const headers = { authorization: `Basic ${Buffer.from(`${me.email}:${created.password}`).toString('base64')}`, depth: '0' };
  const propfind = () => fetch(constellation.caldavUrl, { method: 'PROPFIND', headers });
  await constellation.parts().postgres.kill();
  const answer = await propfind();
  expect({ status: answer.status, retry: answer.headers.get('retry-after') }).toEqual({ status: 503, retry: '5' });
  expect((await api(browser, '/users/me/')).status).toBe(503);
  expect((await fetch(constellation.caldavUrl, { headers: { authorization } })).status).not.toBe(207);
  expect((await fetch(`${constellation.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${constellation.url}/healthz`)).status).toBe(200);
  await bringBack(constellation, 'postgres');
  await eventually(async () => {
    expect((await propfind()).status).toBe(207);
  });
}, 60_000);

test('a PostgreSQL that falls silent costs one 503, and the next request gets a connection that works', async () => {
  const { browser } = await logIn(constellation.url, newAccount());
  wire.arm({ message: 1, mode: 'before', victim: 'postgres', spring: () => undefined });
  expect((await api(browser, '/users/me/')).status).toBe(503);
  wire.disarm();
  expect((await api(browser, '/users/me/')).status).toBe(200);
}, 60_000);

test('a session survives a restart of the server', async () => {
  const { browser } = await logIn(constellation.url, newAccount());
  await constellation.parts().server.stop();
  await constellation.startServer();
  expect((await api(browser, '/users/me/')).status).toBe(200);
}, 60_000);

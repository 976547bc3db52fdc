import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { type Browser } from './support/browser.ts';
import { crashDuring } from './support/crash-during.ts';
import { eventually } from './support/eventually.ts';
import { logIn } from './support/log-in.ts';
import { Wire, type Mode } from './support/relay.ts';
import { testAccounts } from './support/test-accounts.ts';

/**
 * Radicale is killed (kill -9) at each message that the service sends to it while a calendar is made or a person logs in for the first
 * time: before the message is delivered, or after it with its answer swallowed. Then it is started again, and nothing may be half done.
 */
let constellation: Constellation;
const wire = new Wire();
let nextAccount = 0;

beforeAll(async () => {
  const socket = () => constellation.parts().caldavServer.url.slice('unix:'.length);
  const port = await wire.relay('caldavServer', socket);
  constellation = await startConstellation({
    dataDirectory: mkdtempSync(path.join(tmpdir(), 'calendars-radicale-crash-')),
    upstream: 'radicale',
    extraAccounts: testAccounts,
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: `http://127.0.0.1:${port}`, CALDAV_UPSTREAM_TIMEOUT_SECONDS: '3' }),
  });
}, 60_000);

afterAll(async () => {
  await constellation.stop();
  wire.close();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

interface Listed {
  readonly stale: boolean;
  readonly results: readonly {
    readonly name: string;
    readonly state: string;
    readonly caldav_path: string;
    readonly is_default: boolean;
  }[];
}
const calendarsOf = async (browser: Browser) => (await (await browser.api(`${constellation.url}/api/v1.0/calendars/`)).json()) as Listed;

const collectionsOf = (email: string) => {
  const home = constellation.data.file('radicale', 'collections', 'collection-root', email);
  return readdirSync(home)
    .filter((name) => !name.startsWith('.Radicale'))
    .sort();
};

/** Rows and collections agree, and nothing is under way. */
async function expectAgreement(browser: Browser, email: string): Promise<Listed['results']> {
  const { stale, results } = await calendarsOf(browser);
  expect(stale).toBe(false);
  expect(results.filter(({ state }) => state !== 'active')).toEqual([]);
  expect(results.map(({ caldav_path: at }) => at.split('/').at(-2) ?? '').sort()).toEqual(collectionsOf(email));
  return results;
}

const modes: readonly Mode[] = ['before', 'after'];
const newAccount = () => `test-${nextAccount++}`;

/** Every crash is one: Radicale is another process afterwards. */
async function killRadicaleDuring<T>(scenario: () => Promise<T>, message: number, mode: Mode): Promise<T | undefined> {
  const { pid } = constellation.parts().caldavServer.identity;
  const result = await crashDuring({ constellation, wire }, scenario, { victim: 'caldavServer', message, mode });
  expect(constellation.parts().caldavServer.identity.pid).not.toBe(pid);
  return result;
}

async function countMessages(scenario: () => Promise<unknown>): Promise<number> {
  wire.arm();
  await scenario();
  return wire.disarm();
}

test.each(modes)(
  'killed %s any message of a calendar creation, it leaves all of the calendar or nothing of it',
  async (mode) => {
    const username = newAccount();
    const { browser } = await logIn(constellation.url, username);
    const create = async (name: string) => (await browser.api(`${constellation.url}/api/v1.0/calendars/`, 'POST', { name })).status;
    const messages = await countMessages(() => create('counted'));
    expect(messages).toBeGreaterThan(0);
    for (let message = 1; message <= messages; message++) {
      const name = `${mode} ${message}`;
      const status = await killRadicaleDuring(() => create(name), message, mode);
      await eventually(async () => {
        const found = (await expectAgreement(browser, `${username}@example.org`)).filter((each) => each.name === name);
        if (status === 201) expect(found).toHaveLength(1);
        else expect(found.length).toBeLessThanOrEqual(1);
      });
    }
  },
  120_000,
);

test.each(modes)(
  'killed %s any message of a first login, it leaves one principal with one default calendar',
  async (mode) => {
    const messages = await countMessages(() => logIn(constellation.url, newAccount()));
    expect(messages).toBeGreaterThan(2);
    for (let message = 1; message <= messages; message++) {
      const username = newAccount();
      await killRadicaleDuring(() => logIn(constellation.url, username), message, mode);
      await eventually(async () => {
        const { browser } = await logIn(constellation.url, username);
        const me: unknown = await (await browser.api(`${constellation.url}/api/v1.0/users/me/`)).json();
        expect(me).toMatchObject({ provisioning: 'done' });
        expect(await expectAgreement(browser, `${username}@example.org`)).toMatchObject([{ is_default: true }]);
      });
    }
  },
  240_000,
);

import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tokensFor } from '../integration/support/access-token.ts';
import { calendars, changeUser } from '../integration/support/command-line.ts';
import { dav, type DavAnswer } from '../integration/support/dav.ts';
import { instance } from '../integration/support/instance.ts';
import { newPerson, type Person } from '../integration/support/person.ts';
import { startReplica, type Replica } from '../integration/support/replica.ts';

/** F11 and F13: credentials that stop working, and checks that cannot be made. */
const SERVER = instance.url.replace('localhost', '127.0.0.1');
let alice: Person;
let bob: Person;
let second: Replica;

beforeAll(async () => {
  [alice, bob] = await Promise.all([newPerson(53), newPerson(54)]);
  second = await startReplica();
}, 60_000);
afterAll(() => second.stop());

describe('F11 what is taken away is gone on every replica, on connections that are open', () => {
  /** Polls both replicas over one connection each until both say 401; returns how long that took. */
  async function lockedOut(poll: (url: string, agent: http.Agent) => Promise<number>, change: () => Promise<unknown>): Promise<number> {
    const agents = [new http.Agent({ keepAlive: true, maxSockets: 1 }), new http.Agent({ keepAlive: true, maxSockets: 1 })];
    const both = () => Promise.all([poll(SERVER, agents[0]!), poll(second.url, agents[1]!)]);
    expect(await both()).toEqual([207, 207]);
    await change();
    const begin = performance.now();
    while (performance.now() - begin < 10_000) {
      const statuses = await both();
      if (statuses.every((status) => status === 401)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    for (const agent of agents) agent.destroy();
    return performance.now() - begin;
  }
  const path = '/api/v1.0/caldav/';
  const byPassword = (person: Person, password: string) => async (url: string, agent: http.Agent) =>
    (await dav('PROPFIND', url + path, { user: person.email, password, headers: { depth: '0' }, agent })).status;

  test('a revoked app password', async () => {
    const made = (await (await bob.api('/app-passwords/', 'POST', { name: 'x' })).json()) as { id: string; password: string };
    expect(await lockedOut(byPassword(bob, made.password), () => bob.api(`/app-passwords/${made.id}/`, 'DELETE'))).toBeLessThan(5000);
  });

  test('an expired app password', async () => {
    const expires = new Date(Date.now() + 2000);
    const made = (await (await bob.api('/app-passwords/', 'POST', { name: 'x', expires_at: expires.toISOString() })).json()) as {
      password: string;
    };
    const wait = () => new Promise((resolve) => setTimeout(resolve, expires.getTime() - Date.now()));
    expect(await lockedOut(byPassword(bob, made.password), wait)).toBeLessThan(5000);
  });

  test('a deactivated person: app password, access token and session; activated again, the password opens and the session does not', async () => {
    const person = await newPerson(50);
    const { access_token: token } = await tokensFor(instance.issuer, 'test-50');
    const cookie = person.browser
      .cookieNames(instance.url)
      .map((name) => `${name}=${person.browser.cookie(instance.url, name) ?? ''}`)
      .join('; ');
    const byAll = async (url: string, agent: http.Agent) => {
      const ask = async (headers: Record<string, string>) =>
        (await dav('PROPFIND', url + path, { headers: { depth: '0', ...headers }, agent })).status;
      const statuses = [
        await byPassword(person, person.password)(url, agent),
        await ask({ authorization: `Bearer ${token}` }),
        await ask({ cookie, 'sec-fetch-site': 'same-origin' }),
      ];
      return new Set(statuses).size === 1 ? statuses[0]! : 0;
    };
    expect(await lockedOut(byAll, () => changeUser('deactivate', person.email))).toBeLessThan(5000);
    expect(await calendars('user', 'show', person.email)).toContain('deactivated');
    await changeUser('activate', person.email);
    expect((await person.dav('PROPFIND', '', { headers: { depth: '0' } })).status).toBe(207);
    expect((await person.api('/users/me/')).status).toBe(401);
  });

  test('a session that has ended', async () => {
    const person = await newPerson(51);
    const cookie = person.browser
      .cookieNames(instance.url)
      .map((name) => `${name}=${person.browser.cookie(instance.url, name) ?? ''}`)
      .join('; ');
    const poll = async (url: string, agent: http.Agent) =>
      (await dav('PROPFIND', url + path, { headers: { depth: '0', cookie, 'sec-fetch-site': 'same-origin' }, agent })).status;
    expect(await lockedOut(poll, () => person.browser.go(`${instance.url}/api/v1.0/logout/`))).toBeLessThan(5000);
  });
});

describe('F13 trouble behind the check is 503 with Retry-After, never 401', () => {
  const expectTrouble = (answer: DavAnswer) =>
    expect({ status: answer.status, retry: answer.headers['retry-after'], challenge: answer.headers['www-authenticate'] }).toEqual({
      status: 503,
      retry: '5',
      challenge: undefined,
    });

  test('the database is away: every credential', async () => {
    const { access_token: token } = await tokensFor(instance.issuer, 'test-53');
    const cookie = alice.browser
      .cookieNames(instance.url)
      .map((name) => `${name}=${alice.browser.cookie(instance.url, name) ?? ''}`)
      .join('; ');
    const replica = await startReplica({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' });
    try {
      for (const headers of [{ authorization: `Bearer ${token}` }, { cookie, 'sec-fetch-site': 'same-origin' }])
        expectTrouble(await dav('PROPFIND', replica.at(alice.home), { headers }));
      expectTrouble(await dav('PROPFIND', replica.at(alice.home), { user: alice.email, password: alice.password }));
      expectTrouble(await dav('PROPFIND', replica.at(alice.home), { user: alice.email, password: 'wrong' }));
    } finally {
      await replica.stop();
    }
  });

  test('the provider is away: access tokens only', async () => {
    const jwt = (await tokensFor(instance.issuer, 'test-53')).access_token;
    const opaque = (await tokensFor(instance.issuer, 'test-53', { tokens: 'opaque' })).access_token;
    const replica = await startReplica({ OIDC_ISSUER: 'http://127.0.0.1:9' });
    try {
      for (const token of [jwt, opaque])
        expectTrouble(await dav('PROPFIND', replica.at(alice.home), { headers: { authorization: `Bearer ${token}` } }));
      expect(
        (await dav('PROPFIND', replica.at(alice.home), { user: alice.email, password: alice.password, headers: { depth: '0' } })).status,
      ).toBe(207);
    } finally {
      await replica.stop();
    }
  });
});

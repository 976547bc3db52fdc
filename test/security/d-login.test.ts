import { beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import pg from 'pg';
import { tokensFor } from '../integration/support/access-token.ts';
import { dav } from '../integration/support/dav.ts';
import { forge, goodClaims, providerKeyId, seconds } from '../integration/support/forged-token.ts';
import { instance } from '../integration/support/instance.ts';
import { newPerson, type Person } from '../integration/support/person.ts';

const INVALID = 'Bearer realm="Calendars", error="invalid_token"';
const COOKIE = `calendars-${new URL(instance.url).port}`;
const subject = 'test-44';
let person: Person;
beforeAll(async () => {
  person = await newPerson(44);
});

const send = (headers: Record<string, string>) => dav('PROPFIND', person.home, { headers: { depth: '0', ...headers } });
const bearer = (token: string) => send({ authorization: `Bearer ${token}` });
const withCookie = (cookie: string) => send({ cookie, 'sec-fetch-site': 'same-origin' });
const ownCookie = () => `${COOKIE}=${person.browser.cookie(instance.url, COOKIE) ?? ''}`;
const sessionId = () =>
  decodeURIComponent(person.browser.cookie(instance.url, COOKIE) ?? '')
    .replace(/^s:/, '')
    .split('.')[0] ?? '';
const good = () => goodClaims(subject);

async function sql(text: string, values: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: instance.databaseUrl });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}

test('the control: what the cases below begin with is accepted', async () => {
  expect((await bearer(await forge(good()))).status).toBe(207);
  expect((await withCookie(ownCookie())).status).toBe(207);
  expect(sessionId()).toMatch(/^[\w-]{20,}$/);
});

describe('D9 a token that is not meant for this service: 401 with one Bearer challenge', () => {
  const cases: [string, () => string | Promise<string>][] = [
    ['an ID token', async () => (await tokensFor(instance.issuer, subject)).id_token],
    [
      'a refresh token',
      async () => (await tokensFor(instance.issuer, subject, { scope: 'openid offline_access caldav' })).refresh_token ?? 'none',
    ],
    ['another audience', () => forge({ ...good(), aud: 'urn:other' })],
    ['no audience', () => forge({ ...good(), aud: undefined })],
    ['another issuer', () => forge({ ...good(), iss: 'https://login.example.net' })],
    ['expired', () => forge({ ...good(), exp: seconds() - 60 })],
    ['no exp', () => forge({ ...good(), exp: undefined })],
    ['nbf in 120 s', () => forge({ ...good(), nbf: seconds() + 120 })],
    ['no sub', () => forge({ ...good(), sub: undefined })],
    ['typ of an ID token, with nonce', () => forge({ ...good(), nonce: 'x' }, { typ: 'JWT' })],
    ['no typ, with at_hash', () => forge({ ...good(), at_hash: 'x' }, { typ: undefined })],
    ['for the login client too, without typ', () => forge({ ...good(), aud: ['urn:calendars', 'calendars'] }, { typ: undefined })],
    ['another typ', () => forge(good(), { typ: 'logout+jwt' })],
    ['a logout token', () => forge({ ...good(), events: {} }, { typ: undefined })],
    ['bound to a key', () => forge({ ...good(), cnf: { jkt: 'x' } })],
    ['alg none', () => new UnsecuredJWT(good()).encode()],
    [
      'HS256 with the public key as secret',
      () =>
        new SignJWT(good())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: providerKeyId })
          .sign(new TextEncoder().encode(providerKeyId)),
    ],
    ['an unknown key', () => forge(good(), { kid: 'unknown' })],
    ['a signature that was changed', async () => (await forge(good())).replace(/.{6}$/, 'AAAAAA')],
    ['an opaque one that nobody has issued', () => 'CANARY-not-a-token'],
    ['no token at all', () => ''],
    ['what is no token', () => 'a b, c'],
  ];
  test.each(cases)('%s', async (_what, token) => {
    const answer = await bearer(await token());
    expect({ status: answer.status, challenge: answer.headers['www-authenticate'] }).toEqual({ status: 401, challenge: INVALID });
  });
});

describe('D10 one kind of credential in the place of another (CVE-2026-45690, CVE-2026-45691): 401', () => {
  const basic = (password: string) => send({ authorization: `Basic ${Buffer.from(`${person.email}:${password}`).toString('base64')}` });

  test.each([
    ['the session id as a Basic password', () => basic(sessionId())],
    ['the session cookie as a Basic password', () => basic(person.browser.cookie(instance.url, COOKIE) ?? '')],
    ['the session id as a Bearer token', () => bearer(sessionId())],
    ['the app password as a Bearer token', () => bearer(person.password)],
    ['the app password as the cookie', () => withCookie(`${COOKIE}=${person.password}`)],
    ['an access token as a Basic password', async () => basic(await forge(good()))],
    ['an access token as the cookie', async () => withCookie(`${COOKIE}=${await forge(good())}`)],
  ])('%s', async (_what, ask) => {
    expect((await ask()).status).toBe(401);
  });

  test('an app password that came as Bearer is not told to the provider', async () => {
    expect((await bearer(person.password)).headers['www-authenticate']).toBe(INVALID);
  });
});

describe('D12 cookies that are not ours: 401, never 500', () => {
  test.each([
    ['a tampered signature', () => ownCookie().replace(/.{6}$/, 'AAAAAA')],
    ['a tampered id', () => ownCookie().replace('s%3A', 's%3Ax')],
    ['no signature', () => `${COOKIE}=s%3A${sessionId()}`],
    ['bad percent-encoding', () => `${COOKIE}=%zz`],
    ['empty', () => `${COOKIE}=`],
    ['12 KB', () => `${COOKIE}=${'x'.repeat(12_000)}`],
  ])('%s', async (_what, cookie) => {
    expect((await withCookie(cookie())).status).toBe(401);
  });

  test('a cookie of more than 16 KB is refused with 431', async () => {
    expect((await withCookie(`${COOKIE}=${'x'.repeat(17_000)}`)).status).toBe(431);
  });

  test("two cookies of the name: one that somebody else has set does not shadow ours, and another's does not come first", async () => {
    const other = await newPerson(45);
    const others = other.browser.cookie(instance.url, COOKIE) ?? '';
    expect((await withCookie(`${COOKIE}=forged; ${ownCookie()}`)).status).toBe(207);
    const answer = await dav('PROPFIND', person.home, {
      headers: { depth: '0', cookie: `${COOKIE}=${others}; ${ownCookie()}`, 'sec-fetch-site': 'same-origin' },
    });
    expect(answer.body).not.toContain(`<displayname>${other.email}`);
    expect(answer.status).toBeLessThan(500);
  });
});

describe('D13 sessions end', () => {
  const ask = async () => (await withCookie(ownCookie())).status;

  test('when they have been idle too long', async () => {
    await sql("UPDATE session SET expire = now() + interval '1 hour' WHERE sid = $1", [sessionId()]);
    expect(await ask()).toBe(207);
    await sql("UPDATE session SET expire = now() - interval '1 second' WHERE sid = $1", [sessionId()]);
    expect(await ask()).toBe(401);
    await sql("UPDATE session SET expire = now() + interval '1 hour' WHERE sid = $1", [sessionId()]);
  });

  test('at their absolute age, used or not', async () => {
    const begin = (startedAt: number) =>
      sql("UPDATE session SET sess = jsonb_set(sess::jsonb, '{startedAt}', to_jsonb($2::bigint))::json WHERE sid = $1", [
        sessionId(),
        startedAt,
      ]);
    const lifetime = 604_800_000;
    await begin(Date.now() - lifetime + 60_000);
    expect(await ask()).toBe(207);
    await begin(Date.now() - lifetime - 1000);
    expect(await ask()).toBe(401);
    await begin(Date.now());
  });

  test('when the person logs out', async () => {
    expect(await ask()).toBe(207);
    const cookie = ownCookie();
    await person.browser.go(`${instance.url}/api/v1.0/logout/`);
    expect((await withCookie(cookie)).status).toBe(401);
  });
});

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { importJWK, SignJWT, UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { revoke, tokenOfDevice, tokensFor } from './support/access-token.ts';
import { dav } from './support/dav.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';
import { changeUser } from './support/command-line.ts';

const BASIC = 'Basic realm="Calendars", charset="UTF-8"';
const INVALID = 'Bearer realm="Calendars", error="invalid_token"';
const subject = 'test-40';
let person: Person;
let signingKey: Awaited<ReturnType<typeof importJWK>>;
let keyId: string;

beforeAll(async () => {
  person = await newPerson(40);
  const settings = JSON.parse(readFileSync(`${instance.dataDirectory}/run/identity-provider.json`, 'utf8')) as { signingKey: object };
  signingKey = await importJWK(settings.signingKey, 'RS256');
  keyId = String((settings.signingKey as { kid?: string }).kid);
});

const send = (authorization: string, url = person.home) => dav('PROPFIND', url, { headers: { authorization, depth: '0' } });
const bearer = (token: string) => send(`Bearer ${token}`);
const seconds = () => Math.floor(Date.now() / 1000);

const good = () => ({ iss: instance.issuer, sub: subject, aud: 'urn:calendars', scope: 'caldav', iat: seconds(), exp: seconds() + 300 });
const forge = (claims: { [Name in keyof JWTPayload]: JWTPayload[Name] | undefined }, header: Record<string, string | undefined> = {}) =>
  new SignJWT(claims as JWTPayload)
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: keyId, ...header } as JWTHeaderParameters)
    .sign(signingKey);

describe('Bearer with an access token of the provider (RFC 6750)', () => {
  test.each(['jwt', 'opaque'] as const)('a real one opens the calendars of its subject: %s', async (tokens) => {
    const { access_token: token } = await tokensFor(instance.issuer, subject, { tokens });
    expect(token.split('.')).toHaveLength(tokens === 'jwt' ? 3 : 1);
    expect((await bearer(token)).status).toBe(207);
    expect((await send(`bEARER ${token}`)).status).toBe(207);
    const made = await dav('PUT', `${person.home}calendar/by-${tokens}.ics`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/calendar' },
      body: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20270101T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
    });
    expect(made.status).toBe(201);
  });

  test('what the tests forge is taken when nothing is wrong with it (the control of the next cases)', async () => {
    expect((await bearer(await forge(good()))).status).toBe(207);
    expect((await bearer(await forge({ ...good(), aud: ['other', 'urn:calendars'] }, { typ: 'application/at+jwt' }))).status).toBe(207);
    expect((await bearer(await forge(good(), { typ: 'JWT' }))).status).toBe(207);
  });

  test('without the scope: 403 insufficient_scope', async () => {
    for (const tokens of ['jwt', 'opaque'] as const) {
      const { access_token: token } = await tokensFor(instance.issuer, subject, { tokens, scope: 'openid' });
      const answer = await bearer(token);
      expect({ status: answer.status, challenge: answer.headers['www-authenticate'] }).toEqual({
        status: 403,
        challenge: 'Bearer realm="Calendars", error="insufficient_scope", scope="caldav"',
      });
    }
  });

  test('a revoked opaque token is out after 5 s at most', async () => {
    const { access_token: token } = await tokensFor(instance.issuer, subject, { tokens: 'opaque' });
    expect((await bearer(token)).status).toBe(207);
    await revoke(instance.issuer, token, 'opaque');
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect((await bearer(token)).status).toBe(401);
  });

  test('a person without an account gets none by a token, and a program without a person neither', async () => {
    const stranger = await tokensFor(instance.issuer, 'test-59');
    expect((await bearer(stranger.access_token)).headers['www-authenticate']).toBe(INVALID);
    expect((await bearer((await tokenOfDevice(instance.issuer)).access_token)).status).toBe(401);
    expect((await bearer(await forge({ ...good(), sub: 'test-59' }))).status).toBe(401);
  });

  test('a deactivated person: 401, like an unknown one', async () => {
    const other = await newPerson(41);
    const { access_token: token } = await tokensFor(instance.issuer, 'test-41');
    expect((await send(`Bearer ${token}`, other.home)).status).toBe(207);
    await changeUser('deactivate', other.email);
    expect((await send(`Bearer ${token}`, other.home)).headers['www-authenticate']).toBe(INVALID);
    await changeUser('activate', other.email);
    expect((await send(`Bearer ${token}`, other.home)).status).toBe(207);
  });
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
      () => new SignJWT(good()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: keyId }).sign(new TextEncoder().encode(keyId)),
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

describe('who gets which challenge', () => {
  test.each([
    ['nothing', undefined],
    ['Basic', `Basic ${Buffer.from('a:b').toString('base64')}`],
    ['Digest', 'Digest username="a"'],
    ['Negotiate', 'Negotiate YII'],
    ['a scheme that only begins like Bearer', 'Bearerx abc'],
  ])('%s: the one Basic challenge', async (_what, authorization) => {
    const answer = await dav('PROPFIND', person.home, { headers: authorization === undefined ? {} : { authorization } });
    expect({ status: answer.status, challenge: answer.headers['www-authenticate'] }).toEqual({ status: 401, challenge: BASIC });
  });

  test('B17 a token in the query opens nothing', async () => {
    const { access_token: token } = await tokensFor(instance.issuer, subject);
    expect((await dav('PROPFIND', `${person.home}?access_token=${token}`)).status).toBe(401);
  });
});

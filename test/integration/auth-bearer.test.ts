import { beforeAll, describe, expect, test } from '@jest/globals';
import { revoke, tokenOfDevice, tokensFor } from './support/access-token.ts';
import { changeUser } from './support/command-line.ts';
import { dav, event } from './support/dav.ts';
import { forge, goodClaims } from './support/forged-token.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

const BASIC = 'Basic realm="Calendars", charset="UTF-8"';
const INVALID = 'Bearer realm="Calendars", error="invalid_token"';
const subject = 'test-40';
let person: Person;

beforeAll(async () => {
  person = await newPerson(40);
});

const send = (authorization: string, url = person.home) => dav('PROPFIND', url, { headers: { authorization, depth: '0' } });
const bearer = (token: string) => send(`Bearer ${token}`);
const good = () => goodClaims(subject);

describe('Bearer with an access token of the provider (RFC 6750)', () => {
  test.each(['jwt', 'opaque'] as const)('a real one opens the calendars of its subject: %s', async (tokens) => {
    const { access_token: token } = await tokensFor(instance.issuer, subject, { tokens });
    expect(token.split('.')).toHaveLength(tokens === 'jwt' ? 3 : 1);
    expect((await bearer(token)).status).toBe(207);
    expect((await send(`bEARER ${token}`)).status).toBe(207);
    const made = await dav('PUT', `${person.home}calendar/by-${tokens}.ics`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/calendar' },
      body: event(`by-${tokens}`),
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

import http from 'node:http';
import net from 'node:net';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DAVClient } from 'tsdav';
import { dav, event } from './support/dav.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

const PRINCIPAL = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';
let person: Person;
let other: Person;

beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(10), newPerson(11)]);
});

describe('discovery (RFC 6764 5)', () => {
  test.each(['GET', 'PROPFIND', 'OPTIONS', 'REPORT', 'HEAD'])(
    '%s /.well-known/caldav is redirected by a path, without login',
    async (method) => {
      for (const path of ['/.well-known/caldav', '/.well-known/caldav/']) {
        const answer = await dav(method, instance.url + path);
        expect({ status: answer.status, location: answer.headers.location }).toEqual({ status: 301, location: '/api/v1.0/caldav/' });
      }
    },
  );

  test('PROPFIND at the root leads to the context path, and CardDAV is not there', async () => {
    expect((await dav('PROPFIND', `${instance.url}/`)).headers.location).toBe('/api/v1.0/caldav/');
    expect((await dav('PROPFIND', `${instance.url}/.well-known/carddav`)).status).toBe(404);
  });

  test('a client finds principal, home and default calendar from the context path (tsdav)', async () => {
    const client = new DAVClient({
      serverUrl: instance.caldavUrl,
      credentials: { username: person.email, password: person.password },
      authMethod: 'Basic',
      defaultAccountType: 'caldav',
    });
    await client.login();
    const calendars = await client.fetchCalendars();
    expect(calendars.map(({ url }) => url)).toEqual([`${person.home}calendar/`]);
  });
});

describe('who comes in', () => {
  test('nobody without credentials: 401 with one Basic challenge, in DAV form, without cookie', async () => {
    const answer = await dav('PROPFIND', instance.caldavUrl, { body: PRINCIPAL });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Calendars", charset="UTF-8"');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toContain('<D:error xmlns:D="DAV:">');
  });

  test.each([
    ['an app password', () => ({ user: person.email, password: person.password }), 207],
    ['the address in capitals', () => ({ user: person.email.toUpperCase(), password: person.password }), 207],
    ["somebody else's address", () => ({ user: other.email, password: person.password }), 401],
    ['a wrong secret', () => ({ user: person.email, password: `${person.password.slice(0, -1)}_` }), 401],
    ['no password', () => ({ user: person.email, password: '' }), 401],
    ['an unknown person', () => ({ user: 'nobody@example.org', password: person.password }), 401],
  ])('%s', async (_what, credentials, status) => {
    expect((await dav('PROPFIND', instance.caldavUrl, { ...credentials(), headers: { depth: '0' }, body: PRINCIPAL })).status).toBe(status);
  });

  test.each(['basic', 'BASIC'])('the scheme in any case (RFC 9110 11.1): %s', async (scheme) => {
    const authorization = `${scheme} ${Buffer.from(`${person.email}:${person.password}`).toString('base64')}`;
    expect((await dav('PROPFIND', instance.caldavUrl, { headers: { authorization, depth: '0' }, body: PRINCIPAL })).status).toBe(207);
  });

  test.each([
    'Basic',
    'Basic !!!',
    'Basic YWJj',
    `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0x61]).toString('base64')}`,
    'Bearer x.y.z',
    'Digest a=b',
  ])('a header that is no credential is 401, never 500: %s', async (authorization) => {
    expect((await dav('PROPFIND', instance.caldavUrl, { headers: { authorization } })).status).toBe(401);
  });

  test('the web session, from a page of our own only', async () => {
    const url = `${person.home}calendar/`;
    const ask = (site: 'same-origin' | 'cross-site') =>
      person.browser.request(url, { method: 'PROPFIND', headers: { depth: '0' }, body: PRINCIPAL }, site);
    expect((await ask('same-origin')).status).toBe(207);
    const foreign = await ask('cross-site');
    expect(foreign.status).toBe(401);
  });

  test('Authorization wins over the cookie', async () => {
    const authorization = `Basic ${Buffer.from(`${other.email}:${other.password}`).toString('base64')}`;
    const init = { method: 'PROPFIND', headers: { depth: '0', authorization }, body: PRINCIPAL };
    const answer = await person.browser.request(instance.caldavUrl, init, 'same-origin');
    expect(await answer.text()).toContain(encodeURIComponent(other.email));
    const wrong = { ...init, headers: { depth: '0', authorization: 'Basic eDp5' } };
    expect((await person.browser.request(instance.caldavUrl, wrong, 'same-origin')).status).toBe(401);
  });

  test("no session, password or token of the web is a device's password (CVE-2026-45690)", async () => {
    const cookie = person.browser.cookie(instance.url, `calendars-${new URL(instance.url).port}`) ?? '';
    for (const password of [cookie, decodeURIComponent(cookie), decodeURIComponent(cookie).slice(2).split('.')[0] ?? ''])
      expect((await dav('PROPFIND', instance.caldavUrl, { user: person.email, password })).status).toBe(401);
  });
});

describe('objects', () => {
  test('PUT, GET, REPORT, DELETE with strong ETags and conditions (RFC 4791 5.3.2, RFC 9110 13)', async () => {
    const path = 'calendar/one.ics';
    const ics = event('one');
    const put = await person.dav('PUT', path, { headers: { 'content-type': 'text/calendar', 'if-none-match': '*' }, body: ics });
    expect(put.status).toBe(201);
    const got = await person.dav('GET', path);
    expect({ body: got.body, etag: got.headers.etag }).toEqual({ body: ics, etag: put.headers.etag });
    expect(got.headers.etag).toMatch(/^"[^"]+"$/);
    expect((await person.dav('PUT', path, { headers: { 'content-type': 'text/calendar', 'if-none-match': '*' }, body: ics })).status).toBe(
      412,
    );
    expect((await person.dav('DELETE', path, { headers: { 'if-match': String(got.headers.etag) } })).status).toBe(204);
    expect((await person.dav('GET', path)).status).toBe(404);
  });

  test('MOVE with an absolute Destination of our own (RFC 4918 9.9)', async () => {
    await person.dav('PUT', 'calendar/from.ics', { headers: { 'content-type': 'text/calendar' }, body: event('from') });
    const moved = await person.dav('MOVE', 'calendar/from.ics', { headers: { destination: `${person.home}calendar/to.ics` } });
    expect([200, 201, 204]).toContain(moved.status);
    expect((await person.dav('GET', 'calendar/to.ics')).status).toBe(200);
  });

  test.each([
    'http://evil.example/x.ics',
    '//h/x',
    '/x.ics',
    '/api/v1.0/caldav/x.ics',
    '/api/v1.0/caldav/a/../b/c.ics',
    '/api/v1.0/caldav/a/%2e%2e/c.ics',
  ])('a hostile Destination is refused at once: %s', async (destination) => {
    const answer = await person.dav('MOVE', 'calendar/to.ics', { headers: { destination } });
    expect([502, 403]).toContain(answer.status);
    expect((await person.dav('PROPFIND', '', { headers: { depth: '0' }, body: PRINCIPAL })).status).toBe(207);
  });

  test("another person's calendar cannot be read", async () => {
    await other.dav('PUT', 'calendar/secret.ics', { headers: { 'content-type': 'text/calendar' }, body: event('secret', 'CANARY') });
    const credentials = { user: person.email, password: person.password };
    for (const method of ['GET', 'PROPFIND', 'DELETE', 'REPORT']) {
      const answer = await dav(method, `${other.home}calendar/secret.ics`, credentials);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toContain('CANARY');
    }
  });
});

describe('identity from outside (facts: V1 to V5)', () => {
  const steering = {
    'x-forwarded-user': 'test-11@example.org',
    'x-forwarded-signature': 'v1=00',
    'x-forwarded-timestamp': '0',
    'x-remote-user': 'test-11@example.org',
    'x-http-method-override': 'DELETE',
    ticket: 'x',
  };
  const whoAmI = async (headers: http.OutgoingHttpHeaders) =>
    (
      await dav('PROPFIND', instance.caldavUrl, {
        user: person.email,
        password: person.password,
        headers: { depth: '0', ...headers },
        body: PRINCIPAL,
      })
    ).body;

  test.each([
    ['identity headers', steering],
    ['Connection naming our headers (RFC 9110 7.6.1)', { connection: 'keep-alive, x-forwarded-user, x-forwarded-signature' }],
  ])('%s changes nothing', async (_what, headers) => {
    const answer = await whoAmI(headers);
    expect(answer).toContain(encodeURIComponent(person.email));
    expect(answer).not.toContain('test-11');
  });

  test.each(['x_forwarded_user', 'X-Forwarded.User'])('%s, which a CGI would read as ours, is refused', async (name) => {
    const headers = { depth: '0', [name]: 'test-11@example.org' };
    expect((await person.dav('PROPFIND', '', { headers })).status).toBe(400);
  });

  test('a chunked PUT with Expect: 100-continue is made as its own caller (http-proxy-middleware#483)', async () => {
    const headers = { 'content-type': 'text/calendar', 'transfer-encoding': 'chunked', expect: '100-continue', ...steering };
    const put = await person.dav('PUT', 'calendar/chunked.ics', { headers, body: event('chunked') });
    expect(put.status).toBe(201);
    expect((await person.dav('GET', 'calendar/chunked.ics')).body).toBe(event('chunked'));
  });
});

describe('what is not served', () => {
  test.each(['BIND', 'REBIND', 'UNBIND', 'MKTICKET', 'DELTICKET', 'TRACE'])('%s is 405 with Allow', async (method) => {
    const answer = await rawRequest(method, `/api/v1.0/caldav/${encodeURIComponent(person.email)}/calendar/`);
    expect(answer).toMatch(/^HTTP\/1\.1 (405|400) /);
  });

  test.each([
    '/api/v1.0/caldav/../../admin',
    '/api/v1.0/caldav/%2e%2e/bob/',
    '/api/v1.0/caldav/a/%252e%252e/b/',
    '/api/v1.0/caldav/a/..%2fb/',
    '/api/v1.0/caldav/a%5cb/',
    '/api/v1.0/caldav/a%00b/',
    '/api/v1.0/caldav/a%0d%0ab/',
    '/api/v1.0/caldav//a/',
    '/api/v1.0/caldav/a/%7C/',
    '/api/v1.0/caldav/a/%zz/',
    '/api/v1.0/caldav/a#/../b/',
    '/API/V1.0/CALDAV/a/',
    '/api/v1.0/%63aldav/a/',
    '/api/v1.0/caldavX/',
    '/caldav.php/a/',
    '/admin.php',
  ])('the target %s', async (target) => {
    expect(await rawRequest('PROPFIND', target)).toMatch(/^HTTP\/1\.1 (400|401|404) /);
  });
});

test('many requests run over one connection that is kept', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  agent.on('free', (socket: unknown) => sockets.add(socket));
  for (let i = 0; i < 20; i++)
    expect((await person.dav('PROPFIND', '', { agent, headers: { depth: '0' }, body: PRINCIPAL })).status).toBe(207);
  expect(sockets.size).toBe(1);
  agent.destroy();
});

test('the DAV server itself refuses whoever comes without our signature', async () => {
  const headers = { 'x-forwarded-user': encodeURIComponent(person.email), depth: '0' };
  expect((await dav('PROPFIND', `${instance.davicalUrl}/api/v1.0/caldav/`, { headers })).status).toBe(401);
  const forged = {
    ...headers,
    'x-forwarded-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-forwarded-signature': `v1=${'0'.repeat(64)}`,
  };
  expect((await dav('PROPFIND', `${instance.davicalUrl}/api/v1.0/caldav/`, { headers: forged })).status).toBe(403);
});

/** Whatever stands in the request line; the head of the answer. */
function rawRequest(method: string, target: string): Promise<string> {
  const { hostname, port, host } = new URL(instance.url);
  const authorization = `Basic ${Buffer.from(`${person.email}:${person.password}`).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(
      `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${authorization}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  });
}

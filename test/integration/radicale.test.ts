import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { dav, event, type DavOptions } from './support/dav.ts';
import { newPerson, type Person } from './support/person.ts';
import { testAccounts } from './support/test-accounts.ts';

const CONTEXT = '/api/v1.0/caldav';
const CALENDAR = { 'content-type': 'text/calendar; charset=utf-8' };
const WHO_AM_I = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';
let constellation: Constellation;
let person: Person;
let other: Person;

beforeAll(async () => {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-radicale-'));
  constellation = await startConstellation({ dataDirectory, upstream: 'radicale', extraAccounts: testAccounts });
  [person, other] = await Promise.all([newPerson(1, constellation.url), newPerson(2, constellation.url)]);
}, 60_000);

afterAll(async () => {
  await constellation.stop();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

const whoAmI = (options: DavOptions = {}) =>
  dav('PROPFIND', constellation.caldavUrl, {
    user: person.email,
    password: person.password,
    body: WHO_AM_I,
    ...options,
    headers: { depth: '0', ...options.headers },
  });

/** Principals that Radicale has, from its storage. */
const principals = () => readdirSync(constellation.data.file('radicale', 'collections', 'collection-root')).sort();

const listed = async (at: Person) =>
  ((await (await at.api('/calendars/')).json()) as { results: { name: string; is_default: boolean; caldav_path: string }[] }).results;

describe('people and calendars', () => {
  test('the first login makes the principal and the default calendar', async () => {
    expect(await (await person.api('/users/me/')).json()).toMatchObject({ email: person.email, provisioning: 'done' });
    expect(await listed(person)).toMatchObject([{ name: 'Calendar', is_default: true }]);
    expect((await person.dav('PROPFIND', 'calendar/', { headers: { depth: '0' }, body: WHO_AM_I })).status).toBe(207);
  });

  test('a calendar made over REST is there for clients, with all its properties', async () => {
    const made = await person.api('/calendars/', 'POST', { name: '1e5 & <Œuvre>', color: '#ff8800', description: 'Line 1\nLine 2' });
    expect(made.status).toBe(201);
    const { caldav_path: at } = (await made.json()) as { caldav_path: string };
    const slug = at.split('/').at(-2) ?? '';
    const found = await person.dav('PROPFIND', `${slug}/`, { headers: { depth: '0' } });
    expect(found.body).toContain('1e5 &amp; &lt;Œuvre&gt;');
    expect(await listed(person)).toContainEqual(expect.objectContaining({ name: '1e5 & <Œuvre>', color: '#ff8800' }));
  });

  test('a calendar that a client makes, renames and deletes shows at the next request', async () => {
    const make =
      '<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>Native</displayname></prop></set></c:mkcalendar>';
    expect((await person.dav('MKCALENDAR', 'native/', { body: make })).status).toBe(201);
    expect((await listed(person)).map(({ name }) => name)).toContain('Native');
    const rename = '<propertyupdate xmlns="DAV:"><set><prop><displayname>Renamed</displayname></prop></set></propertyupdate>';
    expect((await person.dav('PROPPATCH', 'native/', { body: rename })).status).toBe(207);
    expect((await listed(person)).map(({ name }) => name)).toContain('Renamed');
    expect((await person.dav('DELETE', 'native/')).status).toBe(200);
    expect((await listed(person)).map(({ name }) => name)).not.toContain('Renamed');
  });

  test('/readyz knows that Radicale is there', async () => {
    expect(await (await fetch(`${constellation.url}/readyz`)).json()).toMatchObject({ checks: { caldav_server: { status: 'ok' } } });
  });
});

describe('objects', () => {
  test('every href has the public prefix, as the client wrote it', async () => {
    await person.dav('PUT', 'calendar/href.ics', { headers: CALENDAR, body: event('href') });
    const { body } = await person.dav('PROPFIND', 'calendar/', { headers: { depth: '1' } });
    const hrefs = [...body.matchAll(/<(?:\w+:)?href>([^<]+)</g)].map(([, href = '']) => href).filter((href) => !href.startsWith('mailto:'));
    expect(hrefs).toContain(`${CONTEXT}/${encodeURIComponent(person.email)}/calendar/href.ics`);
    expect(hrefs.filter((href) => !href.startsWith(`${CONTEXT}/`))).toEqual([]);
  });

  test('a path beyond ASCII is what the client wrote, in hrefs too (RFC 3986 2.5)', async () => {
    const name = encodeURIComponent('Zoë 📅.ics');
    expect((await person.dav('PUT', `calendar/${name}`, { headers: CALENDAR, body: event('zoe') })).status).toBe(201);
    expect((await person.dav('GET', `calendar/${name}`)).body).toContain('UID:zoe');
    expect((await person.dav('PROPFIND', 'calendar/', { headers: { depth: '1' } })).body).toContain(name);
  });

  test.each([
    ['an absolute Destination of ours', (to: string) => person.home + to],
    ['a path', (to: string) => new URL(person.home + to).pathname],
  ])('MOVE with %s (RFC 4918 9.9)', async (what, destination) => {
    const uid = `moved-${what.length}`;
    await person.dav('PUT', `calendar/${uid}.ics`, { headers: CALENDAR, body: event(uid) });
    const moved = await person.dav('MOVE', `calendar/${uid}.ics`, {
      headers: { destination: destination(`calendar/${uid}-to%20%C3%A9.ics`) },
    });
    expect(moved.status).toBe(201);
    expect((await person.dav('GET', `calendar/${uid}-to%20%C3%A9.ics`)).body).toContain(uid);
    expect((await person.dav('GET', `calendar/${uid}.ics`)).status).toBe(404);
  });

  test.each(['calendar/%F0%9F%93%85.ics', 'calendar/a;b.ics'])(
    'a Destination that Radicale cannot read is 403, and nothing moves: %s',
    async (to) => {
      await person.dav('PUT', 'calendar/stays.ics', { headers: CALENDAR, body: event('stays') });
      expect((await person.dav('MOVE', 'calendar/stays.ics', { headers: { destination: person.home + to } })).status).toBe(403);
      expect((await person.dav('GET', 'calendar/stays.ics')).status).toBe(200);
    },
  );

  test("another person's calendar can be neither read nor written", async () => {
    await other.dav('PUT', 'calendar/secret.ics', { headers: CALENDAR, body: event('secret', 'CANARY') });
    await person.dav('PUT', 'calendar/mine.ics', { headers: CALENDAR, body: event('mine') });
    const credentials = { user: person.email, password: person.password };
    for (const method of ['GET', 'PROPFIND', 'DELETE', 'REPORT', 'PUT']) {
      const answer = await dav(method, `${other.home}calendar/secret.ics`, credentials);
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('CANARY');
    }
    const stolen = { headers: { destination: `${person.home}calendar/stolen.ics` } };
    expect((await dav('MOVE', `${other.home}calendar/secret.ics`, { ...credentials, ...stolen })).status).toBe(403);
    expect((await person.dav('MOVE', 'calendar/mine.ics', { headers: { destination: `${other.home}calendar/mine.ics` } })).status).toBe(
      403,
    );
    expect((await other.dav('GET', 'calendar/secret.ics')).body).toContain('CANARY');
  });
});

/** G11: DELETE of a principal would take all its data at once. */
test.each(['DELETE', 'MOVE'])('G11: %s of the own home is refused, and nothing is lost', async (method) => {
  await person.dav('PUT', 'calendar/kept.ics', { headers: CALENDAR, body: event('kept') });
  const destination = { destination: `${person.home}calendar/home.ics` };
  for (const home of [person.home, person.home.slice(0, -1), constellation.caldavUrl]) {
    const credentials = { user: person.email, password: person.password };
    expect((await dav(method, home, { ...credentials, headers: method === 'MOVE' ? destination : {} })).status).toBe(403);
  }
  expect((await person.dav('GET', 'calendar/kept.ics')).status).toBe(200);
});

describe('what Radicale alone cannot take', () => {
  test.each([
    ['in memory', 1],
    ['in a temporary file', 2000],
  ])('a chunked PUT with Expect: 100-continue, kept %s', async (_where, lines) => {
    const body = event(`chunked-${lines}`, 'A meeting').replace('SUMMARY', `${'X-FILL:'.padEnd(600, 'x')}\r\n`.repeat(lines) + 'SUMMARY');
    const headers = { ...CALENDAR, 'transfer-encoding': 'chunked', expect: '100-continue' };
    expect((await person.dav('PUT', `calendar/chunked-${lines}.ics`, { headers, body })).status).toBe(201);
    const { body: got } = await person.dav('GET', `calendar/chunked-${lines}.ics`);
    expect(got.match(/X-FILL/g)).toHaveLength(lines);
    expect(got).toContain('SUMMARY:A meeting');
  });

  test('a chunked body above the limit is 413, and nothing is stored', async () => {
    const headers = { ...CALENDAR, 'transfer-encoding': 'chunked' };
    expect((await person.dav('PUT', 'calendar/huge.ics', { headers, body: Buffer.alloc(26 * 1024 * 1024, 0x61) })).status).toBe(413);
    expect((await person.dav('GET', 'calendar/huge.ics')).status).toBe(404);
  });

  test('a chunked REPORT, as a client with a long list sends it', async () => {
    const headers = { 'transfer-encoding': 'chunked', depth: '1', 'content-type': 'application/xml' };
    const href = `${CONTEXT}/${encodeURIComponent(person.email)}/calendar/href.ics`;
    const body = `<c:calendar-multiget xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><href>${href}</href></c:calendar-multiget>`;
    const answer = await person.dav('REPORT', 'calendar/', { headers, body });
    expect({ status: answer.status, found: answer.body.includes('getetag') }).toEqual({ status: 207, found: true });
  });

  test('20 requests over one connection of the client', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    agent.on('free', (socket: unknown) => sockets.add(socket));
    for (let i = 0; i < 20; i++) expect((await whoAmI({ agent })).status).toBe(207);
    expect(sockets.size).toBe(1);
    agent.destroy();
  });
});

/**
 * A10: Radicale believes `X-Remote-User`, reads `X_Remote_User` as the same name, and joins both to the user `alice,bob`; `X-Script-Name`
 * decides which hrefs it gives and which Destinations it takes.
 */
describe('A10: identity from outside', () => {
  const victim = () => other.email;
  const attacks: readonly [string, () => http.OutgoingHttpHeaders][] = [
    ['X-Remote-User', () => ({ 'x-remote-user': victim() })],
    ['X_Remote_User', () => ({ x_remote_user: victim() })],
    ['X-Remote_User and X_Remote-User', () => ({ 'X-Remote_User': victim(), 'X_Remote-User': victim() })],
    ['X-Script-Name', () => ({ 'x-script-name': '/elsewhere' })],
    ['X_Script_Name and SCRIPT_NAME', () => ({ X_Script_Name: '/elsewhere', SCRIPT_NAME: CONTEXT })],
    ['Remote-User and REMOTE_USER', () => ({ 'remote-user': victim(), REMOTE_USER: victim() })],
    ['Connection that names our headers', () => ({ connection: 'keep-alive, x-remote-user, x-script-name' })],
    ['the same header twice', () => ({ 'x-remote-user': [victim(), victim()] })],
  ];

  test.each(attacks)('%s does not change who is asking', async (_name, headers) => {
    const before = principals();
    for (const framing of [{}, { 'transfer-encoding': 'chunked', expect: '100-continue' }]) {
      const answer = await whoAmI({ headers: { ...headers(), ...framing } });
      // refusing the request is right too
      if (answer.status !== 400)
        expect(answer.body).toContain(`<current-user-principal><href>${CONTEXT}/${encodeURIComponent(person.email)}/</href>`);
      expect(answer.body).not.toContain(encodeURIComponent(victim()));
    }
    expect(principals()).toEqual(before);
  });

  test('a PUT with Expect: 100-continue into the calendar of another is refused (V1)', async () => {
    const headers = { ...CALENDAR, expect: '100-continue', 'x-remote-user': victim() };
    const credentials = { user: person.email, password: person.password };
    const answer = await dav('PUT', `${other.home}calendar/forged.ics`, { ...credentials, headers, body: event('forged') });
    expect(answer.status).toBe(403);
    expect((await other.dav('GET', 'calendar/forged.ics')).status).toBe(404);
  });

  test('there are no principals but those of people', () => {
    const people = [...Object.values(constellation.users).map(({ email }) => email), person.email, other.email];
    expect(principals()).toEqual(people.sort());
  });

  test('the socket of Radicale is closed to other users of the machine', () => {
    expect(statSync(constellation.data.file('radicale')).mode & 0o077).toBe(0);
  });
});

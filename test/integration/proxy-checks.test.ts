import { beforeAll, describe, expect, test } from '@jest/globals';
import { dav, event } from './support/dav.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

let person: Person;
let other: Person;
const xml = { 'content-type': 'application/xml; charset=utf-8' };
const ics = { 'content-type': 'text/calendar; charset=utf-8' };
const context = '/api/v1.0/caldav/';

beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(25), newPerson(26)]);
});

const exists = async (path: string) => (await person.dav('PROPFIND', path, { headers: { depth: '0' } })).status === 207;

describe('Depth (RFC 4918 9.1)', () => {
  test.each(['', 'calendar/', '../'])('an explicit infinity is refused at %j', async (path) => {
    const target = path === '../' ? instance.caldavUrl : person.home + path;
    const answer = await person.dav('PROPFIND', target === instance.caldavUrl ? '' : path, { headers: { depth: 'infinity' } });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<D:propfind-finite-depth/>');
  });

  test('a missing one is not', async () => {
    expect((await person.dav('PROPFIND', 'calendar/')).status).toBe(207);
  });
});

describe('what may be made where (RFC 4791 5.3.1)', () => {
  test.each([
    ['below a calendar', 'calendar/nested/', 409],
    ['below a calendar that is missing', 'missing/nested/', 409],
    ['below that', 'calendar/nested/deeper/', 409],
    ['at the home', '', 405],
  ])('no calendar %s', async (_where, path, status) => {
    for (const method of ['MKCALENDAR', 'MKCOL']) expect((await person.dav(method, path)).status).toBe(status);
  });

  test("none in somebody else's home, before DAViCal hears of it", async () => {
    const answer = await dav('MKCALENDAR', `${other.home}mine/`, { user: person.email, password: person.password });
    expect(answer.status).toBe(403);
  });

  test.each(['', 'calendar/'])('PUT at %j, as programs try whether it is writable, is 405 and makes and loses nothing', async (path) => {
    await person.dav('PUT', 'calendar/kept.ics', { headers: ics, body: event('kept') });
    const answer = await person.dav('PUT', path, { headers: ics, body: event('whole') });
    expect({ status: answer.status, allow: answer.headers.allow }).toEqual({ status: 405, allow: expect.stringContaining('PROPFIND') });
    expect(await exists('calendar/kept.ics')).toBe(true);
  });

  test.each(['DELETE', 'MOVE', 'COPY'])('%s of the own home is refused', async (method) => {
    const headers = { destination: `${person.home}elsewhere/x.ics` };
    expect((await person.dav(method, '', { headers })).status).toBe(403);
    expect(await exists('calendar/')).toBe(true);
  });
});

describe('Destination and If (RFC 4918 9.9.4, 10.4)', () => {
  const move = (destination: string, headers = {}) =>
    person.dav('MOVE', 'calendar/moved.ics', { headers: { destination, overwrite: 'T', ...headers } });
  const homePath = () => context + encodeURIComponent(person.email);

  beforeAll(async () => {
    await person.api('/calendars/', 'POST', { name: 'Target' });
  });

  test.each([
    ['a path', () => `${homePath()}/calendar/moved-1.ics`],
    ['an address of this origin', () => `${person.home}calendar/moved-2.ics`],
    ['the same in capitals', () => `${instance.url.toUpperCase()}${homePath()}/calendar/moved-3.ics`],
  ])('%s is ours', async (_what, destination) => {
    await person.dav('PUT', 'calendar/moved.ics', { headers: ics, body: event('moved') });
    expect([200, 201, 204]).toContain((await move(destination())).status);
  });

  test('what a proxy in front says of its origin counts only when it is configured', async () => {
    const destination = `https://front.example${homePath()}/calendar/x.ics`;
    for (const headers of [
      { forwarded: 'proto=https;host=front.example' },
      { 'x-forwarded-host': 'front.example', 'x-forwarded-proto': 'https' },
    ])
      expect((await move(destination, headers)).status).toBe(502);
  });

  test('a resource in If must be ours, and goes on as a path', async () => {
    await person.dav('PUT', 'calendar/conditional.ics', { headers: ics, body: event('conditional') });
    const put = (condition: string) =>
      person.dav('PUT', 'calendar/conditional.ics', { headers: { ...ics, if: condition }, body: event('conditional', 'changed') });
    expect((await put('<http://elsewhere.example/x.ics> (["etag"])')).status).toBe(400);
    expect((await put('stray')).status).toBe(400);
    const lockinfo = '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>';
    const locked = await person.dav('LOCK', 'calendar/conditional.ics', { headers: { ...xml, timeout: 'Second-60' }, body: lockinfo });
    const token = locked.headers['lock-token']?.toString() ?? '';
    expect((await put('(<opaquelocktoken:other>)')).status).not.toBe(204);
    expect((await put(`<${person.home}calendar/conditional.ics> (${token})`)).status).toBe(204);
  });
});

describe('headers', () => {
  test('more than MAX_HEADER_KB of them, or of the address, are 431', async () => {
    expect((await person.dav('PROPFIND', '', { headers: { 'x-long': 'a'.repeat(17 * 1024) } })).status).toBe(431);
    expect((await person.dav('GET', `calendar/${'a'.repeat(17 * 1024)}.ics`)).status).toBe(431);
  });
});

describe('bodies', () => {
  test.each(['PROPFIND', 'REPORT', 'PROPPATCH', 'MKCALENDAR', 'ACL', 'LOCK'])(
    '%s with a DOCTYPE is refused (RFC 4918 20.6)',
    async (method) => {
      const body = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a xmlns="DAV:">&b;</a>';
      const answer = await person.dav(method, method === 'MKCALENDAR' ? 'doctype/' : 'calendar/', { headers: xml, body });
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('DOCTYPE');
    },
  );

  test('with Content-Encoding 415, without being read', async () => {
    const answer = await person.dav('PUT', 'calendar/zip.ics', { headers: { ...ics, 'content-encoding': 'gzip' }, body: 'x' });
    expect({ status: answer.status, exists: await exists('calendar/zip.ics') }).toEqual({ status: 415, exists: false });
  });

  test.each([
    ['said in Content-Length', {}],
    ['chunked', { 'transfer-encoding': 'chunked' }],
  ])('too large, %s: 413 and nothing is stored', async (_how, headers) => {
    const body = Buffer.alloc(26 * 1024 * 1024, 0x61);
    const answer = await person.dav('PUT', 'calendar/huge.ics', { headers: { ...ics, ...headers }, body }).catch(() => undefined);
    // a client that is still sending may see its connection end before it sees the answer
    expect(answer?.status ?? 413).toBe(413);
    expect(await exists('calendar/huge.ics')).toBe(false);
  });
});

describe('ACL (RFC 3744 8.1)', () => {
  const acl = (principal: string) =>
    `<acl xmlns="DAV:"><ace><principal>${principal}</principal><grant><privilege><read/></privilege></grant></ace></acl>`;

  test.each(['<all/>', '<authenticated/>', '<unauthenticated/>'])('a grant to %s is refused', async (principal) => {
    const answer = await person.dav('ACL', 'calendar/', { headers: xml, body: acl(principal) });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<D:allowed-principal/>');
  });

  test('a grant of the owner to a person is made', async () => {
    const principal = `<href>${context}${encodeURIComponent(other.email)}/</href>`;
    expect((await person.dav('ACL', 'calendar/', { headers: xml, body: acl(principal) })).status).toBe(200);
  });
});

describe('PROPPATCH of a principal (RFC 3744 4)', () => {
  const patch = (properties: string) =>
    `<propertyupdate xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>${properties}</prop></set></propertyupdate>`;

  test.each([
    '<group-member-set><href>/</href></group-member-set>',
    '<C:calendar-user-address-set><href>mailto:boss@example.org</href></C:calendar-user-address-set>',
    '<owner><href>/</href></owner>',
  ])('%s is 403 in its propstat, and 424 for the rest', async (property) => {
    const answer = await person.dav('PROPPATCH', '', { headers: xml, body: patch(`${property}<displayname>x</displayname>`) });
    expect(answer.status).toBe(207);
    expect(answer.body).toContain('HTTP/1.1 403 Forbidden');
    expect(answer.body).toContain('cannot-modify-protected-property');
    expect(answer.body).toContain('HTTP/1.1 424 Failed Dependency');
  });
});

describe('answers', () => {
  test('do nothing when a browser shows them, are kept to the person, and name their request', async () => {
    const answer = await person.dav('GET', 'calendar/');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': expect.stringMatching(/private|no-store|no-cache/),
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.headers).not.toHaveProperty('server-timing');
  });

  test('tell the web how long the CalDAV server took', async () => {
    const url = `${person.home}calendar/`;
    const answer = await person.browser.request(url, { method: 'PROPFIND', headers: { depth: '0' } }, 'same-origin');
    expect(answer.headers.get('server-timing')).toMatch(/^caldav;dur=\d+\.\d$/);
  });
});

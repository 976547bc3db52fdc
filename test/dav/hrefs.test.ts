import { beforeAll, describe, expect, test } from '@jest/globals';
import { event, type DavAnswer } from '../integration/support/dav.ts';
import { newPerson, type Person } from '../integration/support/person.ts';
import { signed } from './support/behind-the-proxy.ts';
import { newCalendar, type Calendar } from './support/calendar.ts';
import { allHrefs, responsesOf, textOf } from './support/multistatus.ts';

const PREFIX = '/api/v1.0/caldav/';
const XML = { 'content-type': 'text/xml' };
const LOCK =
  '<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner><href>mailto:x@example.org</href></owner></lockinfo>';
const NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"';
let person: Person;
let other: Person;
let calendar: Calendar;
let home: string;

beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(24), newPerson(25)]);
  calendar = await newCalendar(person);
  home = new URL(person.home).pathname;
  await calendar.put('one.ics');
  const grant = '<grant><privilege><read/></privilege></grant>';
  const acl = `<acl ${NAMESPACES}><ace><principal><href>${new URL(other.home).pathname}</href></principal>${grant}</ace></acl>`;
  expect((await calendar.dav('ACL', '', { body: acl })).status).toBe(200);
});

/** Everything in an answer by which a client could go somewhere. */
function targets({ body, headers }: DavAnswer): string[] {
  const inHeaders = [headers.location, headers['content-location']].filter((each) => each !== undefined);
  return [...allHrefs(body), ...inHeaders].filter((href) => !/^(mailto:|opaquelocktoken:)/.test(href));
}

const outside = (answer: DavAnswer) => [
  ...targets(answer).filter((href) => !href.startsWith(PREFIX)),
  ...(answer.body.match(/[^"'<>\s]*(caldav\.php|davical\.invalid)[^"'<>\s]*/g) ?? []),
];

const properties = [
  ...[
    'owner',
    'acl',
    'resource-id',
    'parent-set',
    'add-member',
    'inherited-acl-set',
    'group-membership',
    'group-member-set',
    'principal-URL',
  ],
  ...[
    'principal-collection-set',
    'current-user-principal',
    'alternate-URI-set',
    'lockdiscovery',
    'acl-restrictions',
    'href',
    'displayname',
  ],
  ...['C:schedule-inbox-URL', 'C:schedule-outbox-URL', 'C:calendar-home-set', 'C:calendar-user-address-set', 'C:calendar-free-busy-set'],
  ...[
    'C:schedule-default-calendar-URL',
    'S:dropbox-home-URL',
    'S:calendar-proxy-read-for',
    'S:calendar-proxy-write-for',
    'S:notification-URL',
  ],
];
const propfind = `<propfind ${NAMESPACES}><prop>${properties.map((name) => `<${name}/>`).join('')}</prop></propfind>`;
const search = (property: string, match: string) =>
  `<principal-property-search ${NAMESPACES}><property-search><prop><${property}/></prop><match>${match}</match></property-search><prop><principal-URL/></prop></principal-property-search>`;
const expand = `<expand-property ${NAMESPACES}>${['calendar-home-set', 'schedule-inbox-URL', 'calendar-user-address-set']
  .map(
    (name) =>
      `<property name="${name}" namespace="urn:ietf:params:xml:ns:caldav"><property name="owner"/><property name="acl"/></property>`,
  )
  .join('')}<property name="principal-URL"><property name="principal-URL"/></property></expand-property>`;

describe('every href begins with the public prefix (RFC 4918 8.3)', () => {
  test.each<[string, string, () => string, string]>([
    ['the root', '0', () => PREFIX, propfind],
    ['the root and principals', '1', () => PREFIX, propfind],
    ['the home with its calendars', '1', () => home, propfind],
    ['a calendar with its members', '1', () => home + calendar.path, propfind],
    ['an object', '0', () => `${home}${calendar.path}one.ics`, propfind],
    ['the inbox', '1', () => `${home}.in/`, propfind],
    ['the proxy groups', '1', () => `${home}calendar-proxy-read/`, propfind],
    ['all properties', '1', () => home, '<propfind xmlns="DAV:"><allprop/></propfind>'],
    ['a calendar without its slash', '0', () => (home + calendar.path).slice(0, -1), propfind],
    ['a home without its slash', '0', () => home.slice(0, -1), propfind],
  ])('PROPFIND of %s, Depth %s', async (_what, depth, target, body) => {
    const answer = await signed(person.email, 'PROPFIND', target(), { headers: { depth, ...XML }, body });
    expect(answer.status).toBe(207);
    expect(targets(answer).length).toBeGreaterThan(0);
    expect(outside(answer)).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['by address', () => search('C:calendar-user-address-set', `mailto:${other.email}`)],
    ['by the href of a principal', () => search('C:calendar-user-address-set', new URL(other.home).pathname)],
    ['by home', () => search('C:calendar-home-set', home)],
  ])('principal-property-search %s (RFC 3744 9.4)', async (_what, body) => {
    const answer = await person.dav('REPORT', '', { headers: { depth: '0', ...XML }, body: body() });
    expect([answer.status, targets(answer).length]).toEqual([207, 2]);
    expect(outside(answer)).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['expand-property (RFC 3253 3.8)', () => expand],
    ['principal-match (RFC 3744 9.3)', () => '<principal-match xmlns="DAV:"><self/><prop><owner/></prop></principal-match>'],
    [
      'acl-principal-prop-set (RFC 3744 9.2)',
      () => '<acl-principal-prop-set xmlns="DAV:"><prop><principal-URL/></prop></acl-principal-prop-set>',
    ],
  ])('%s', async (_what, body) => {
    for (const path of ['', calendar.path])
      expect(outside(await person.dav('REPORT', path, { headers: { depth: '0', ...XML }, body: body() }))).toEqual([]);
  });

  test('refusals of privileges and properties name where', async () => {
    const theirs = new URL(other.home).pathname;
    const protectedProperty = '<set><prop><getetag>x</getetag></prop></set>';
    const answers = [
      await signed(person.email, 'DELETE', `${theirs}calendar/`),
      await signed(person.email, 'ACL', `${theirs}calendar/`, { headers: XML, body: '<acl xmlns="DAV:"/>' }),
      await signed(person.email, 'MKCALENDAR', `${theirs}new/`),
      await calendar.dav('PROPPATCH', '', { body: `<propertyupdate xmlns="DAV:">${protectedProperty}</propertyupdate>` }),
      await person.dav('MKCALENDAR', `new-${process.pid}/`, {
        headers: XML,
        body: `<C:mkcalendar ${NAMESPACES}>${protectedProperty}</C:mkcalendar>`,
      }),
    ];
    expect(answers.map((answer) => [targets(answer).length, outside(answer)])).toEqual(answers.map(() => [1, []]));
  });

  test('Location of add-member and Content-Location', async () => {
    const added = await signed(person.email, 'POST', `${home}${calendar.path}?add-member`, {
      headers: { 'content-type': 'text/calendar' },
      body: event('added'),
    });
    expect(added).toMatchObject({ status: 201, headers: { location: `${home}${calendar.path}added.ics` } });
    const { headers } = await signed(person.email, 'PROPFIND', (home + calendar.path).slice(0, -1), { headers: XML, body: propfind });
    expect(headers['content-location']).toBe(home + calendar.path);
  });
});

describe('locks (RFC 4918 9.10, 11.3, 14.12)', () => {
  test('LOCK, lockdiscovery and 423 for a single resource name the locked one', async () => {
    const locked = await newCalendar(person);
    await locked.put('one.ics');
    await locked.put('two.ics');
    const href = `${home}${locked.path}one.ics`;
    const lock = await locked.dav('LOCK', 'one.ics', { headers: XML, body: LOCK });
    const rootOf = (xml: string) => allHrefs(textOf(xml, 'lockroot') ?? '');
    expect([lock.status, rootOf(lock.body)]).toEqual([200, [href]]);
    const found = await locked.dav('PROPFIND', 'one.ics', {
      headers: { depth: '0' },
      body: '<propfind xmlns="DAV:"><prop><lockdiscovery/></prop></propfind>',
    });
    expect([rootOf(found.body), found.body.includes('HTTP/1.1 404')]).toEqual([[href], false]);
    const attempts = [
      await locked.put('one.ics', 'other'),
      await locked.dav('DELETE', 'one.ics'),
      await locked.dav('MOVE', 'one.ics', { headers: { destination: `${person.home}${locked.path}three.ics` } }),
      await locked.dav('LOCK', 'one.ics', { headers: XML, body: LOCK }),
      await locked.dav('MOVE', 'two.ics', { headers: { destination: `${person.home}${locked.path}one.ics` } }),
      await locked.dav('PROPPATCH', 'one.ics', {
        body: '<propertyupdate xmlns="DAV:"><set><prop><x xmlns="x:">1</x></prop></set></propertyupdate>',
      }),
    ];
    const whole = await person.dav('DELETE', locked.path);
    expect([whole.status, responsesOf(whole.body).map((each) => [each.href, each.status])]).toEqual([207, [[href, 423]]]);
    for (const { status, body } of attempts) expect([status, allHrefs(body)]).toEqual([423, [href]]);
    expect((await locked.put('two.ics', 'other')).status).toBe(204);
    await locked.dav('UNLOCK', 'one.ics', { headers: { 'lock-token': String(lock.headers['lock-token']) } });
    expect((await locked.put('one.ics', 'other')).status).toBe(204);
    expect((await person.dav('DELETE', locked.path)).status).toBe(204);
  });

  test('who has the token may write, move and delete', async () => {
    const locked = await newCalendar(person);
    await locked.put('one.ics');
    const token = String((await locked.dav('LOCK', 'one.ics', { headers: XML, body: LOCK })).headers['lock-token']);
    const headers = { 'content-type': 'text/calendar', if: `(${token})` };
    expect((await locked.dav('PUT', 'one.ics', { headers, body: event('one', 'other') })).status).toBe(204);
    expect((await person.dav('DELETE', locked.path, { headers: { if: `<${person.home}${locked.path}one.ics> (${token})` } })).status).toBe(
      204,
    );
  });

  test('a locked calendar: 423 for its members, naming the calendar', async () => {
    const locked = await newCalendar(person);
    const lock = await locked.dav('LOCK', '', { headers: { depth: 'infinity', ...XML }, body: LOCK });
    const { status, body } = await locked.put('one.ics');
    expect([lock.status, status, allHrefs(body)]).toEqual([200, 423, [home + locked.path]]);
    await locked.dav('UNLOCK', '', { headers: { 'lock-token': String(lock.headers['lock-token']) } });
  });
});

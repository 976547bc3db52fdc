import { beforeAll, describe, expect, test } from '@jest/globals';
import { dav, event } from '../integration/support/dav.ts';
import { newPerson, type Person } from '../integration/support/person.ts';
import { newCalendar } from './support/calendar.ts';
import { escapeXml, responsesOf } from './support/multistatus.ts';

let person: Person;
let origin: string;
let home: string;

beforeAll(async () => {
  person = await newPerson(29);
  ({ origin, pathname: home } = new URL(person.home));
});

/** As a client may write them into a request line. */
const names = [
  ...[
    "it's",
    'a!b',
    'a@b',
    'a%40b',
    'a,b',
    'a;b=c',
    'a&b',
    'a~b',
    'a+b',
    'a%2Bb',
    'a%20b',
    '%20a%20',
    'a%20',
    'a:b',
    '-',
    '007',
    '%30',
    'a.b',
  ],
  ...[
    '%C3%A9',
    'e%CC%81',
    '%E6%97%A5%E6%9C%AC',
    '%F0%9F%93%85',
    'a%22b',
    'a%3Cb%3E',
    '100%25',
    '50%25%20off',
    'a%25',
    'a%25zz',
    '%60',
    '%25',
  ],
];

const SYNC = '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>';
const QUERY =
  '<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>';
const LIST = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';

const hrefsOf = (body: string): string[] => responsesOf(body).map(({ href }) => href);

describe('a name denotes the same object however it comes back (RFC 3986 2.2, RFC 4918 8.3)', () => {
  test.each(names)('%s', async (name) => {
    const calendar = await newCalendar(person);
    const ics = event(`uid of ${name}`);
    expect((await calendar.dav('PUT', name, { headers: { 'content-type': 'text/calendar' }, body: ics })).status).toBe(201);
    const hrefs = [
      ...hrefsOf((await calendar.dav('PROPFIND', '', { headers: { depth: '1' }, body: LIST })).body),
      ...hrefsOf((await calendar.dav('REPORT', '', { body: SYNC })).body),
      ...hrefsOf((await calendar.dav('REPORT', '', { headers: { depth: '1' }, body: QUERY })).body),
    ].filter((href) => !href.endsWith('/'));
    expect(new Set(hrefs).size).toBe(1);
    const [href = ''] = hrefs;
    expect(decodeURIComponent(href)).toBe(decodeURIComponent(home + calendar.path + name));
    expect((await person.dav('GET', href.slice(home.length))).body).toBe(ics);
    const multiget = `<C:calendar-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop>${[
      href,
      home + calendar.path + name,
    ]
      .map((each) => `<href>${escapeXml(each)}</href>`)
      .join('')}</C:calendar-multiget>`;
    const found = responsesOf((await calendar.dav('REPORT', '', { body: multiget })).body);
    expect(found.filter(({ status }) => status === undefined)).toHaveLength(found.length);
    const moved = await calendar.dav('MOVE', name, { headers: { destination: `${person.home}${calendar.path}moved-${name}` } });
    expect(moved.status).toBe(200);
    expect((await person.dav('DELETE', `${calendar.path}moved-${name}`)).status).toBe(204);
  });

  test('the resource that is asked for is answered in the spelling of the request, and what is below it too', async () => {
    const calendar = await newCalendar(person);
    await calendar.put('one.ics');
    const credentials = { user: person.email, password: person.password };
    for (const asked of [home, home.replace('%40', '@'), home.replace('test', '%74est')]) {
      const path = `${asked}${calendar.path}`;
      const { body } = await dav('PROPFIND', origin + path, { ...credentials, headers: { depth: '1' }, body: LIST });
      expect(hrefsOf(body)).toEqual([path, `${path}one.ics`]);
    }
  });

  test.each(['a%28b', 'a*b', 'a%3Fb', 'a%5Bb', 'a%7Cb', 'a%5Cb', 'a%2Fb', 'a%2541', '%2e%2e', 'a%00'])(
    'what cannot be a name is refused, and never taken for another: %s',
    async (name) => {
      const calendar = await newCalendar(person);
      expect((await calendar.dav('PUT', name, { headers: { 'content-type': 'text/calendar' }, body: event('x') })).status).toBe(400);
      expect((await calendar.list()).size).toBe(0);
    },
  );
});

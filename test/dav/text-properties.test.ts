import { beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson, type Person } from '../integration/support/person.ts';
import { calendarAt } from './support/calendar.ts';
import { escapeXml, responsesOf, textOf } from './support/multistatus.ts';

let person: Person;
let count = 0;

beforeAll(async () => {
  person = await newPerson(26);
});

const NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"';
const QUERY = `<D:propfind ${NAMESPACES}><D:prop><D:displayname/><C:calendar-description/><C:calendar-timezone/><A:calendar-color/></D:prop></D:propfind>`;

const texts: [string, string][] = [
  ['markup', `a & b < c > d " e ' f`],
  ['what looks like an entity', '&amp; &lt;b&gt; &#38; &quot;'],
  ['what looks like markup', '<b>bold</b><!-- no --><![CDATA[x]]>'],
  ['a lone CDATA section', '<![CDATA[x]]>'],
  ['emoji and other planes', 'Ferien 🏖️👩‍👩‍👧 𝒳 日本語 עברית'],
  ['spaces around', '  two before, three after   '],
  ['a space before an entity', ' &first'],
  ['spaces between entities', '& < > & "'],
  ['a tab and a line', 'one\ttwo\nthree'],
  ['only a space', ' '],
  ['leading zeros', '007'],
  ['zero', '0'],
  ['a number', '1e5'],
  ['a negative number', '-1'],
  ['a decimal', '1.50'],
  ['a date', '20260101'],
  ['SQL', `'); DROP TABLE x; -- \\' ?1 :name $1 %s`],
  ['a backslash', 'a\\b\\\\c'],
  ['what looks like a placeholder', ':displayname :dav_name ::text'],
  ['a boolean', 'true'],
  ['a word for nothing', 'NULL'],
  ['very long', 'long & '.repeat(2000)],
];

const set = (text: string, encode = escapeXml) => `<D:set><D:prop><D:displayname>${encode(text)}</D:displayname>
  <C:calendar-description>${encode(text)}</C:calendar-description><A:calendar-color>${encode(text)}</A:calendar-color></D:prop></D:set>`;

async function read(path: string) {
  const { body } = await person.dav('PROPFIND', path, { headers: { depth: '0' }, body: QUERY });
  const [response] = responsesOf(body);
  const value = (name: string) => textOf(response?.xml ?? '', name);
  return { displayname: value('displayname'), description: value('calendar-description'), color: value('calendar-color') };
}

const newPath = () => `text-${process.pid}-${++count}/`;
const all = (text: string) => ({ displayname: text, description: text, color: text });

describe('a text is read as it was written (RFC 4918 4.3, 15.2; RFC 4791 5.2.1)', () => {
  test.each(texts)('by MKCALENDAR: %s', async (_what, text) => {
    const path = newPath();
    const body = `<C:mkcalendar ${NAMESPACES}>${set(text)}</C:mkcalendar>`;
    expect((await person.dav('MKCALENDAR', path, { body })).status).toBe(201);
    expect(await read(path)).toEqual(all(text));
  });

  test.each(texts)('by PROPPATCH: %s', async (_what, text) => {
    const path = newPath();
    await person.dav('MKCALENDAR', path);
    const body = `<D:propertyupdate ${NAMESPACES}>${set(text)}</D:propertyupdate>`;
    expect((await person.dav('PROPPATCH', path, { body })).status).toBe(207);
    expect(await read(path)).toEqual(all(text));
  });

  test('as CDATA or with numeric references', async () => {
    const path = newPath();
    await person.dav('MKCALENDAR', path);
    for (const encode of [
      (text: string) => `<![CDATA[${text}]]>`,
      (text: string) => [...text].map((c) => `&#${c.codePointAt(0) ?? 0};`).join(''),
    ]) {
      const text = ' <007> & "x" ';
      await person.dav('PROPPATCH', path, { body: `<D:propertyupdate ${NAMESPACES}>${set(text, encode)}</D:propertyupdate>` });
      expect(await read(path)).toEqual(all(text));
    }
  });

  test('in the listing of the home and in a sync', async () => {
    const path = newPath();
    const text = ' <&> 007 ';
    await person.dav('MKCALENDAR', path, { body: `<C:mkcalendar ${NAMESPACES}>${set(text)}</C:mkcalendar>` });
    const { body } = await person.dav('PROPFIND', '', { headers: { depth: '1' }, body: QUERY });
    const listed = responsesOf(body).find(({ href }) => href.endsWith(`/${path}`));
    expect(textOf(listed?.xml ?? '', 'displayname')).toBe(text);
  });

  test('an event has its summary for displayname in a sync, whatever it looks like', async () => {
    const path = newPath();
    await person.dav('MKCALENDAR', path);
    await calendarAt(person, path.slice(0, -1)).put('one.ics', '007');
    const body = '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><displayname/></prop></sync-collection>';
    expect(textOf((await person.dav('REPORT', path, { body })).body, 'displayname')).toBe('007');
  });
});

describe('an emptied text', () => {
  test('is empty or gone, and the calendar stays usable', async () => {
    const path = newPath();
    await person.dav('MKCALENDAR', path, { body: `<C:mkcalendar ${NAMESPACES}>${set('name')}</C:mkcalendar>` });
    await person.dav('PROPPATCH', path, { body: `<D:propertyupdate ${NAMESPACES}>${set('')}</D:propertyupdate>` });
    expect((await read(path)).displayname ?? '').toBe('');
  });
});

describe('calendar-timezone (RFC 4791 5.2.2)', () => {
  const zone = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x & <y>//EN', 'BEGIN:VTIMEZONE', 'TZID:Europe/Vienna', 'BEGIN:STANDARD'],
    ...['DTSTART:19701025T030000', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'TZNAME:CET'],
    ...['END:STANDARD', 'END:VTIMEZONE', 'END:VCALENDAR', ''],
  ].join('\n');
  const property = `<D:set><D:prop><C:calendar-timezone>${escapeXml(zone)}</C:calendar-timezone></D:prop></D:set>`;
  const readZone = async (path: string) =>
    textOf((await person.dav('PROPFIND', path, { headers: { depth: '0' }, body: QUERY })).body, 'calendar-timezone');

  test('set by MKCALENDAR', async () => {
    const path = newPath();
    expect((await person.dav('MKCALENDAR', path, { body: `<C:mkcalendar ${NAMESPACES}>${property}</C:mkcalendar>` })).status).toBe(201);
    expect(await readZone(path)).toBe(zone);
  });

  test('set by PROPPATCH', async () => {
    const path = newPath();
    await person.dav('MKCALENDAR', path);
    await person.dav('PROPPATCH', path, { body: `<D:propertyupdate ${NAMESPACES}>${property}</D:propertyupdate>` });
    expect(await readZone(path)).toBe(zone);
  });
});

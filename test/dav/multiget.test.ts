import { beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson, type Person } from '../integration/support/person.ts';
import { newCalendar, type Calendar } from './support/calendar.ts';
import { escapeXml, responsesOf, textOf } from './support/multistatus.ts';

let person: Person;
let calendar: Calendar;
let base: string;

beforeAll(async () => {
  person = await newPerson(28);
  calendar = await newCalendar(person);
  await calendar.put('one.ics');
  await calendar.put('two.ics');
  base = new URL(person.home).pathname + calendar.path;
});

async function multiget(hrefs: readonly string[], props = '<D:getetag/><C:calendar-data/>') {
  const list = hrefs.map((href) => `<D:href>${escapeXml(href)}</D:href>`).join('');
  const body = `<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>${props}</D:prop>${list}</C:calendar-multiget>`;
  const answer = await calendar.dav('REPORT', '', { body });
  expect(answer.status).toBe(207);
  return responsesOf(answer.body).map(({ href, status, xml }) => ({ href, status, found: textOf(xml, 'getetag') }));
}

const etagOf = async (name: string) => (await calendar.list()).get(name);

describe('calendar-multiget (RFC 4791 7.9)', () => {
  test('each href is answered, in its own words, with 404 for what is not there', async () => {
    const other = await newCalendar(person);
    await other.put('one.ics');
    const missing = [
      `${base}missing.ics`,
      `${base}%6dissing.ics`,
      `${base}mi%20ss;a=b&c'd,e@f+g~h!.ics`,
      base,
      `${base}deeper/one.ics`,
      new URL(person.home).pathname + other.path + 'one.ics',
      base.replace('/api/v1.0/caldav', '') + 'one.ics',
      '/elsewhere/one.ics',
      'missing.ics',
      'http://elsewhere.example/one.ics',
      `${base}%00`,
      `${base}%ff`,
      `${base}a"b\\c{d,e}.ics`,
      '007',
    ];
    const found = `${base}one.ics`;
    const answers = await multiget([...missing, found]);
    expect(answers).toEqual([
      ...missing.map((href) => ({ href, status: 404, found: undefined })),
      { href: found, status: undefined, found: await etagOf('one.ics') },
    ]);
  });

  test('found ones have the spelling of the client', async () => {
    const spellings = [`${base}one.ics`, `${base}%6fne.ics`, base.replace('%40', '@') + 'two.ics', `http://localhost${base}two.ics`];
    const etags = [await etagOf('one.ics'), await etagOf('two.ics')];
    expect(await multiget(spellings)).toEqual(
      spellings.map((href, index) => ({ href, status: undefined, found: etags[index < 2 ? 0 : 1] })),
    );
    expect(await multiget(['one.ics'])).toEqual([{ href: `${base}one.ics`, status: undefined, found: etags[0] }]);
  });

  test('also where DAViCal takes another way to the properties', async () => {
    const hrefs = [`${base}%6fne.ics`, `${base}missing.ics`];
    expect((await multiget(hrefs, '<D:getetag/><D:owner/>')).map(({ href, status }) => [href, status])).toEqual([
      [hrefs[0], undefined],
      [hrefs[1], 404],
    ]);
  });

  test('an href that is there twice is answered once', async () => {
    expect(await multiget([`${base}one.ics`, `${base}one.ics`])).toHaveLength(1);
  });

  test('thousands of hrefs are one query', async () => {
    const hrefs = Array.from({ length: 5000 }, (_, index) => `${base}missing-${index}.ics`);
    const started = Date.now();
    expect((await multiget([...hrefs, `${base}one.ics`])).map(({ status }) => status ?? 200)).toEqual([...hrefs.map(() => 404), 200]);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

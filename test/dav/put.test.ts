import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseXml } from '../../apps/server/src/dav/xml.ts';
import { event } from '../integration/support/dav.ts';
import { newPerson, type Person } from '../integration/support/person.ts';
import { signed } from './support/behind-the-proxy.ts';
import { newCalendar } from './support/calendar.ts';

const calendarType = { 'content-type': 'text/calendar' };
let person: Person;
let other: Person;

beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(28), newPerson(29)]);
});

describe('PUT without its collection (RFC 4918 9.7.1, RFC 4791 5.3.2)', () => {
  test.each(['text/calendar', 'text/vcard', 'text/plain'])('of %s into a missing calendar is 409, and makes nothing', async (type) => {
    const answer = await person.dav('PUT', 'missing/one.ics', { headers: { 'content-type': type }, body: event('one') });
    expect(answer.status).toBe(409);
    expect((await person.dav('PROPFIND', 'missing/', { headers: { depth: '0' } })).status).toBe(404);
  });

  test("in somebody else's home it is 403, whether the calendar is there or not", async () => {
    const there = await newCalendar(other);
    for (const path of ['missing/', there.path]) {
      const target = `${new URL(other.home).pathname}${path}one.ics`;
      expect((await signed(person.email, 'PUT', target, { headers: calendarType, body: event('one') })).status).toBe(403);
    }
  });

  test.each([
    ['the root', () => '/api/v1.0/caldav/', 405],
    ['a name in the root', () => '/api/v1.0/caldav/one', 405],
    ['the home', () => new URL(person.home).pathname, 405],
    ['a name in the home', () => `${new URL(person.home).pathname}one`, 403],
    ['a calendar', () => `${new URL(person.home).pathname}calendar/`, 405],
  ])('to %s makes nothing', async (_what, target, status) => {
    expect((await signed(person.email, 'PUT', target(), { headers: calendarType, body: event('one') })).status).toBe(status);
  });

  test('into a calendar that is there: 201, then 204', async () => {
    const calendar = await newCalendar(person);
    expect([(await calendar.put('one.ics')).status, (await calendar.put('one.ics', 'other')).status]).toEqual([201, 204]);
  });

  test.each(['text/plain', 'application/octet-stream'])(
    'of %s into a collection that is no calendar is 415, and not lost (RFC 9110 15.5.16)',
    async (type) => {
      await person.dav('MKCOL', `plain-${process.pid}/`);
      const answer = await person.dav('PUT', `plain-${process.pid}/note`, { headers: { 'content-type': type }, body: 'hello' });
      expect(answer.status).toBe(415);
    },
  );

  test('of text/plain into a calendar is 403 CALDAV:supported-calendar-data, in XML that can be read (RFC 4791 5.3.2.1)', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await person.dav('PUT', 'calendar/note', { headers, body: 'hello' });
    const error = parseXml(answer.body);
    expect([answer.status, error.name, error.children[0]?.name]).toEqual([
      403,
      '{DAV:}error',
      '{urn:ietf:params:xml:ns:caldav}supported-calendar-data',
    ]);
  });

  test('with a UID that looks like a number', async () => {
    const calendar = await newCalendar(person);
    expect([(await calendar.put('007.ics')).status, (await calendar.put('007.ics', 'other')).status]).toEqual([201, 204]);
    expect((await calendar.dav('GET', '007.ics')).body).toContain('UID:007\r\n');
    expect((await calendar.dav('DELETE', '007.ics')).status).toBe(204);
  });
});

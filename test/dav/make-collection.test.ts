import { beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson, type Person } from '../integration/support/person.ts';
import { signed } from './support/behind-the-proxy.ts';
import { newCalendar, type Calendar } from './support/calendar.ts';

let person: Person;
let calendar: Calendar;
let home: string;

beforeAll(async () => {
  person = await newPerson(28);
  calendar = await newCalendar(person);
  await calendar.put('one.ics');
  home = new URL(person.home).pathname;
});

const make = (method: string, path: string) => signed(person.email, method, home + path);
const mustBeNull = expect.stringMatching(/<resource-must-be-null\/>/);

describe('MKCALENDAR and MKCOL', () => {
  test.each(['missing/deeper/', 'missing/even/deeper/'])(
    'under a missing parent, %s: 409 (RFC 4791 5.3.1.1, RFC 4918 9.3.1)',
    async (path) => {
      expect([(await make('MKCALENDAR', path)).status, (await make('MKCOL', path)).status]).toEqual([409, 409]);
      expect((await person.dav('PROPFIND', 'missing/', { headers: { depth: '0' } })).status).toBe(404);
    },
  );

  test.each([
    ['a calendar', () => calendar.path],
    ['a calendar without its slash', () => calendar.path.slice(0, -1)],
    ['an object', () => `${calendar.path}one.ics`],
    ['the home', () => ''],
  ])('on %s: 403 resource-must-be-null and 405 (RFC 4791 5.3.1.1, RFC 4918 9.3.1)', async (_what, path) => {
    expect(await make('MKCALENDAR', path())).toMatchObject({ status: 403, body: mustBeNull });
    expect((await make('MKCOL', path())).status).toBe(405);
    expect([...(await calendar.list()).keys()]).toEqual(['one.ics']);
  });

  test('on a calendar that is bound there', async () => {
    const principal = new URL(person.home).pathname;
    const bind = `<bind xmlns="DAV:"><segment>bound-${process.pid}</segment><href>${home}${calendar.path}</href></bind>`;
    expect((await signed(person.email, 'BIND', principal, { kind: 'v1s', body: bind })).status).toBe(201);
    expect((await make('MKCALENDAR', `bound-${process.pid}/`)).status).toBe(403);
    expect((await make('MKCOL', `bound-${process.pid}/`)).status).toBe(405);
  });

  test('inside a calendar: 403 calendar-collection-location-ok (RFC 4791 5.3.1.1)', async () => {
    const answer = await make('MKCALENDAR', `${calendar.path}inner/`);
    expect([answer.status, answer.body.includes('calendar-collection-location-ok')]).toEqual([403, true]);
  });
});

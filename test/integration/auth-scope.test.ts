import { beforeAll, describe, expect, test } from '@jest/globals';
import { calendars } from './support/command-line.ts';
import { dav, event, type DavOptions } from './support/dav.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

const CALDAV = 'urn:ietf:params:xml:ns:caldav';
const XML = { 'content-type': 'application/xml; charset=utf-8' };
let person: Person;
/** Path segments of the calendars. */
let open: string;
let closed: string;
let readOnly: string;
let limited: string;
let limitedReadOnly: string;

interface CalendarView {
  id: string;
  caldav_path: string;
}
async function makeCalendar(name: string): Promise<CalendarView> {
  return (await (await person.api('/calendars/', 'POST', { name })).json()) as CalendarView;
}
const makePassword = async (body: object) => {
  const answer = await person.api('/app-passwords/', 'POST', { name: 'test', ...body });
  return (await answer.json()) as { id: string; password: string; scope: string; calendars: string[] | null };
};
const as =
  (password: string) =>
  (method: string, path: string, options: DavOptions = {}) =>
    person.dav(method, path, { password, ...options });
const href = (path: string) => new URL(person.home + path).pathname;

beforeAll(async () => {
  person = await newPerson(42);
  const [first, second] = [await makeCalendar('Open'), await makeCalendar('Closed')];
  [open, closed] = [first, second].map(({ caldav_path: path }) => path.split('/')[2] ?? '') as [string, string];
  readOnly = (await makePassword({ scope: 'read_only' })).password;
  limited = (await makePassword({ calendars: [first.id] })).password;
  limitedReadOnly = (await makePassword({ scope: 'read_only', calendars: [first.id] })).password;
  for (const calendar of [open, closed]) {
    const made = await person.dav('PUT', `${calendar}/a.ics`, {
      headers: { 'content-type': 'text/calendar' },
      body: event(`a-${calendar}`, `CANARY-${calendar}`),
    });
    expect(made.status).toBe(201);
  }
});

describe('F9 a read-only app password', () => {
  test.each(['PUT', 'POST', 'DELETE', 'PROPPATCH', 'MKCALENDAR', 'MKCOL', 'MOVE', 'COPY', 'LOCK', 'UNLOCK', 'ACL'])(
    '%s: 403 DAV:need-privileges (RFC 3744 7.1.1)',
    async (method) => {
      const target = method.startsWith('MK') ? 'new/' : `${open}/a.ics`;
      const answer = await as(readOnly)(method, target, {
        headers: { destination: href(`${open}/b.ics`) },
        body: method === 'PUT' ? event('x') : '',
      });
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('<D:need-privileges/>');
      expect((await person.dav('GET', `${open}/a.ics`)).body).toContain(`CANARY-${open}`);
      expect((await person.dav('PROPFIND', 'new/', { headers: { depth: '0' } })).status).toBe(404);
    },
  );

  test('POST of a free-busy request is a write too', async () => {
    expect((await as(readOnly)('POST', '.out/', { headers: { 'content-type': 'text/calendar' }, body: 'x' })).status).toBe(403);
  });

  test('reads everything', async () => {
    for (const method of ['OPTIONS', 'GET', 'HEAD']) expect((await as(readOnly)(method, `${closed}/a.ics`)).status).toBe(200);
    expect((await as(readOnly)('PROPFIND', '', { headers: { depth: '1' } })).body).toContain(closed);
    expect((await report(readOnly, `${open}/`, multiget(href(`${open}/a.ics`)))).body).toContain(`CANARY-${open}`);
  });
});

const report = (password: string, path: string, body: string, headers = {}) =>
  as(password)('REPORT', path, { headers: { ...XML, depth: '1', ...headers }, body });
const multiget = (...hrefs: string[]) =>
  `<c:calendar-multiget xmlns:c="${CALDAV}" xmlns:d="DAV:"><d:prop><d:getetag/><c:calendar-data/></d:prop>${hrefs.map((each) => `<d:href>${each}</d:href>`).join('\n')}</c:calendar-multiget>`;
const query = `<c:calendar-query xmlns:c="${CALDAV}" xmlns:d="DAV:"><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>`;
const syncCollection =
  '<d:sync-collection xmlns:d="DAV:"><d:sync-token/><d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>';

describe('F10 an app password that is limited to some calendars', () => {
  test('opens them whole', async () => {
    const put = await as(limited)('PUT', `${open}/b.ics`, { headers: { 'content-type': 'text/calendar' }, body: event('b') });
    expect(put.status).toBe(201);
    expect((await as(limited)('GET', `${open}/b.ics`)).headers.etag).toBe((await person.dav('GET', `${open}/b.ics`)).headers.etag);
    expect((await as(limited)('MOVE', `${open}/b.ics`, { headers: { destination: href(`${open}/c.ics`) } })).status).toBeLessThan(300);
    expect((await as(limited)('DELETE', `${open}/c.ics`)).status).toBe(204);
    expect((await as(limited)('PROPFIND', `${open}/`, { headers: { depth: '1' } })).body).toContain('a.ics');
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT', 'PUT', 'DELETE', 'PROPPATCH', 'LOCK', 'MOVE', 'COPY', 'POST'])(
    '%s of another calendar, or of another person: 404',
    async (method) => {
      const others = [
        `${closed}/a.ics`,
        `${closed}/`,
        closed,
        `${closed.toUpperCase()}/a.ics`,
        '.in/',
        'calendar/a.ics',
        '../test-13%40example.org/calendar/',
      ];
      for (const path of others.slice(0, 6)) {
        const answer = await as(limited)(method, path, {
          headers: { destination: href(`${open}/z.ics`) },
          body: method === 'PUT' ? event('z') : '',
        });
        expect({ path, status: answer.status }).toEqual({ path, status: 404 });
      }
      const foreign = await dav(method, `${instance.caldavUrl}test-13%40example.org/`, { user: person.email, password: limited });
      expect(foreign.status).toBe(404);
    },
  );

  test('Destination in another calendar: 403, and nothing is there', async () => {
    for (const method of ['MOVE', 'COPY'])
      for (const target of [`${closed}/z.ics`, `${open}/`, `${open}2/z.ics`]) {
        const answer = await as(limited)(method, `${open}/a.ics`, { headers: { destination: href(target) } });
        expect({ method, target, status: answer.status }).toEqual({ method, target, status: 403 });
      }
    expect((await person.dav('GET', `${closed}/z.ics`)).status).toBe(404);
    expect((await person.dav('GET', `${open}/a.ics`)).status).toBe(200);
  });

  test.each([
    ['MKCALENDAR', () => 'new/'],
    ['MKCOL', () => 'new/'],
    ['MKCALENDAR', () => `${open}/new/`],
    ['DELETE', () => `${open}/`],
    ['MOVE', () => `${open}/`],
    ['ACL', () => `${open}/`],
    ['DELETE', () => ''],
    ['PROPPATCH', () => ''],
    ['GET', () => ''],
    ['PUT', () => ''],
    ['LOCK', () => ''],
  ])('calendars and the home are not its own: %s', async (method, path) => {
    const answer = await as(limited)(method, path(), {
      headers: { destination: href(`${open}/x.ics`) },
      body: method === 'PUT' ? event('x') : '',
    });
    expect(answer.status).toBe(403);
    expect((await person.dav('PROPFIND', `${open}/`, { headers: { depth: '0' } })).status).toBe(207);
  });

  test('discovery works: context path, principal and home', async () => {
    for (const url of [instance.caldavUrl, person.home]) {
      const answer = await dav('PROPFIND', url, { user: person.email, password: limited, headers: { depth: '0' } });
      expect(answer.status).toBe(207);
      expect(answer.body).toContain('response>');
    }
    expect((await as(limited)('OPTIONS', '')).headers.dav).toContain('calendar-access');
  });

  test('the home shows the calendar and no other; what is shown is byte for byte what everybody gets', async () => {
    for (const depth of ['1', 'infinity']) {
      const whole = await person.dav('PROPFIND', '', { headers: { depth } });
      const answer = await as(limited)('PROPFIND', '', { headers: { depth, 'accept-encoding': 'gzip' } });
      if (whole.status !== 207) continue;
      expect(answer.body).toContain(`/${open}/`);
      expect(answer.body).not.toContain(closed);
      expect(answer.body).not.toContain('/calendar/<');
      const responses = [...answer.body.matchAll(/<response>.*?<\/response>/gs)].map(([text]) =>
        text.replace(/opaquelocktoken:\S+|(?<=<getlastmodified>)[^<]*/g, ''),
      );
      expect(responses.length).toBeGreaterThan(1);
      for (const text of responses) expect(whole.body.replace(/opaquelocktoken:\S+|(?<=<getlastmodified>)[^<]*/g, '')).toContain(text);
    }
  });

  test.each([
    ['calendar-query', query],
    ['sync-collection', syncCollection],
    ['calendar-multiget', () => multiget(href(`${open}/a.ics`), href(`${closed}/a.ics`))],
    [
      'expand-property',
      '<d:expand-property xmlns:d="DAV:"><d:property name="calendar-home-set" namespace="urn:ietf:params:xml:ns:caldav"><d:property name="displayname"/></d:property></d:expand-property>',
    ],
  ])('REPORT on the home shows nothing of another calendar: %s', async (_what, body) => {
    const answer = await report(limited, '', typeof body === 'string' ? body : body());
    expect(answer.body).not.toContain(closed);
    // as without limit: DAViCal has no sync-collection for a home
    expect(answer.status).toBe((await report(person.password, '', typeof body === 'string' ? body : body())).status);
  });

  test('free-busy times of the whole home are refused (RFC 4791 7.10)', async () => {
    const body = `<c:free-busy-query xmlns:c="${CALDAV}"><c:time-range start="20270101T000000Z" end="20270201T000000Z"/></c:free-busy-query>`;
    expect((await report(limited, '', body)).status).toBe(403);
    expect((await report(limited, `${open}/`, body)).status).toBe(200);
  });

  test.each([
    ['as it stands', (path: string) => href(path)],
    ['absolute', (path: string) => person.home + path],
    ['with @ in place of %40', (path: string) => href(path).replace('%40', '@')],
    ['more encoded', (path: string) => href(path).replace(/([a-f])/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)],
    ['in CDATA', (path: string) => `<![CDATA[${href(path)}]]>`],
    ['with dots', (path: string) => href(`${open}/../${path}`)],
  ])('multiget does not give an href of another calendar: %s', async (_what, spell) => {
    const own = href(`${open}/a.ics`);
    const control = await report(limited, `${open}/`, multiget(own));
    expect(control.body).toContain(`CANARY-${open}`);
    for (const target of [`${open}/`, '']) {
      const both = await report(limited, target, multiget(spell(`${closed}/a.ics`), own, spell(`${closed}/a.ics`)));
      expect(both.status).toBe(207);
      expect(both.body).not.toContain(closed);
      const only = await report(limited, target, multiget(spell(`${closed}/a.ics`)));
      expect(only.body).not.toContain('CANARY');
      expect(only.body).toContain('404 Not Found');
    }
    expect((await report(limited, `${open}/`, multiget(spell(`${closed}/a.ics`), own))).body).toContain(`CANARY-${open}`);
  });

  test('a multiget of 3000 hrefs, chunked, keeps those that are open', async () => {
    const hrefs = Array.from({ length: 3000 }, (_, index) => href(`${index % 2 ? open : closed}/${index === 1501 ? 'a' : index}.ics`));
    const answer = await report(limited, `${open}/`, multiget(...hrefs), { 'transfer-encoding': 'chunked' });
    expect(answer.status).toBe(207);
    expect(answer.body).toContain(`CANARY-${open}`);
    expect(answer.body).not.toContain(closed);
  });

  test.each([
    ['compressed', { 'content-encoding': 'gzip' }, query],
    ['in another encoding', { 'content-type': 'text/xml; charset=utf-7' }, query],
    ['that says it is in another encoding', {}, `<?xml version="1.0" encoding="utf-7"?>${query}`],
    ['not XML', {}, 'x'],
    ['with a DOCTYPE', {}, `<!DOCTYPE x [<!ENTITY y "/closed">]>${query}`],
  ])('a report that cannot be read is refused: %s', async (_what, headers, body) => {
    const answer = await report(limited, `${open}/`, body, headers);
    expect([400, 403, 415]).toContain(answer.status);
  });

  test('a report of more than 10 MB is refused', async () => {
    const answer = await report(limited, `${open}/`, multiget('x'.repeat(11 * 1024 * 1024)));
    expect(answer.status).toBe(413);
  });

  test('may be read-only as well', async () => {
    expect((await as(limitedReadOnly)('GET', `${open}/a.ics`)).status).toBe(200);
    expect((await as(limitedReadOnly)('DELETE', `${open}/a.ics`)).status).toBe(403);
    expect((await as(limitedReadOnly)('GET', `${closed}/a.ics`)).status).toBe(404);
  });

  test('opens nothing when its calendar is gone, rather than everything', async () => {
    const gone = await makeCalendar('Gone');
    const { password } = await makePassword({ calendars: [gone.id] });
    const path = `${gone.caldav_path.split('/')[2] ?? ''}/`;
    expect((await as(password)('PROPFIND', path, { headers: { depth: '0' } })).status).toBe(207);
    expect((await person.dav('DELETE', path)).status).toBe(204);
    await person.api('/calendars/');
    expect((await as(password)('PROPFIND', path, { headers: { depth: '0' } })).status).toBe(404);
    expect((await as(password)('GET', `${closed}/a.ics`)).status).toBe(404);
  });
});

describe('over REST and on the command line', () => {
  test('scope and calendars are given, kept and listed', async () => {
    const calendar = await makeCalendar('Listed');
    const made = await makePassword({ name: 'Display', scope: 'read_only', calendars: [calendar.id, calendar.id] });
    expect(made).toMatchObject({ scope: 'read_only', calendars: [calendar.id] });
    const { results } = (await (await person.api('/app-passwords/')).json()) as { results: object[] };
    expect(results).toContainEqual(expect.objectContaining({ name: 'Display', scope: 'read_only', calendars: [calendar.id] }));
    expect(results).toContainEqual(expect.objectContaining({ id: expect.any(String), scope: 'full', calendars: null }));
  });

  test.each([
    [{ scope: 'some' }, '/scope'],
    [{ calendars: [] }, '/calendars'],
    [{ calendars: ['x'] }, '/calendars/0'],
    [{ calendars: ['019f0000-0000-7000-8000-000000000000'] }, '/calendars'],
  ])('what is wrong is named: %j', async (body, pointer) => {
    const answer = await person.api('/app-passwords/', 'POST', { name: 'x', ...body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
  });

  test("another person's calendar cannot be named", async () => {
    const other = await newPerson(43);
    const { results } = (await (await other.api('/calendars/')).json()) as { results: CalendarView[] };
    const answer = await person.api('/app-passwords/', 'POST', { name: 'x', calendars: [results[0]?.id] });
    expect(answer.status).toBe(400);
  });

  test('app-password create --read-only --calendar', async () => {
    const password = (
      await calendars('app-password', 'create', person.email, '--name', 'Wall', '--read-only', '--calendar', 'Open')
    ).trim();
    expect((await as(password)('GET', `${open}/a.ics`)).status).toBe(200);
    expect((await as(password)('DELETE', `${open}/a.ics`)).status).toBe(403);
    expect((await as(password)('GET', `${closed}/a.ics`)).status).toBe(404);
    expect(await calendars('app-password', 'list', person.email)).toMatch(/Wall +read only +1 calendar/);
    await expect(calendars('app-password', 'create', person.email, '--name', 'x', '--calendar', 'None')).rejects.toThrow(
      'no calendar "None"',
    );
  });
});

import { beforeAll, describe, expect, test } from '@jest/globals';
import { calendarPage } from '../../apps/server/src/contract/calendar.ts';
import { publicConfig } from '../../apps/server/src/contract/config.ts';
import { problem } from '../../apps/server/src/contract/problem.ts';
import { me } from '../../apps/server/src/contract/user.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

const API = `${instance.url}/api/v1.0`;
let person: Person;
beforeAll(async () => {
  person = await newPerson(12);
});

const json = async (response: Response): Promise<unknown> => response.json();

describe('GET /config/', () => {
  test.each(['/config', '/config/'])('%s is public', async (path) => {
    const body = publicConfig.parse(await json(await fetch(API + path)));
    expect(body).toMatchObject({ ENVIRONMENT: 'trial', LANGUAGE_CODE: 'en-us', caldav_url: instance.caldavUrl });
  });
});

describe('GET /users/me/', () => {
  test('is the person who is logged in, and 401 for nobody', async () => {
    expect(me.parse(await json(await person.api('/users/me/')))).toMatchObject({ email: person.email });
    const nobody = await fetch(`${API}/users/me/`);
    expect({ status: nobody.status, problem: problem.parse(await json(nobody)).code }).toEqual({ status: 401, problem: 'unauthenticated' });
    expect(nobody.headers.get('content-type')).toContain('application/problem+json');
  });

  test('no answer of the API may be stored', async () => {
    expect((await person.api('/users/me/')).headers.get('cache-control')).toBe('private, no-store');
  });
});

describe('/calendars/', () => {
  test('begins with the default calendar', async () => {
    const page = calendarPage.parse(await json(await person.api('/calendars/')));
    expect(page).toMatchObject({ count: 1, stale: false, results: [{ is_default: true, state: 'active', owner: person.email }] });
  });

  test('a calendar made over REST exists on the CalDAV server, with all its properties', async () => {
    const made = await person.api('/calendars/', 'POST', {
      name: '1e5 & <Œuvre> "x"',
      color: '#ff8800',
      description: 'Line 1\nLine 2 &amp; more',
    });
    expect(made.status).toBe(201);
    const created = (await json(made)) as { caldav_path: string; id: string };
    expect(created).toMatchObject({ name: '1e5 & <Œuvre> "x"', color: '#ff8800', is_default: false });
    const slug = created.caldav_path.split('/').at(-2) ?? '';
    const propfind = await person.dav('PROPFIND', `${slug}/`, { headers: { depth: '0' } });
    expect(propfind.body).toContain('1e5 &amp; &lt;Œuvre&gt; &quot;x&quot;'.replaceAll('&quot;', '"'));
    const page = calendarPage.parse(await json(await person.api('/calendars/')));
    expect(page.results.find(({ id }) => id === created.id)).toMatchObject({
      name: '1e5 & <Œuvre> "x"',
      description: 'Line 1\nLine 2 &amp; more',
    });
  });

  test('a calendar that a native client makes, renames and deletes shows at the next request', async () => {
    const xml = { 'content-type': 'application/xml; charset=utf-8' };
    const mkcalendar = (name: string) =>
      `<c:mkcalendar xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>${name}</displayname></prop></set></c:mkcalendar>`;
    expect((await person.dav('MKCALENDAR', 'native/', { headers: xml, body: mkcalendar('Native') })).status).toBe(201);
    const names = async () => calendarPage.parse(await json(await person.api('/calendars/'))).results.map(({ name }) => name);
    expect(await names()).toContain('Native');
    const rename = '<propertyupdate xmlns="DAV:"><set><prop><displayname>Renamed 1e5</displayname></prop></set></propertyupdate>';
    await person.dav('PROPPATCH', 'native/', { headers: xml, body: rename });
    expect(await names()).toContain('Renamed 1e5');
    await person.dav('DELETE', 'native/');
    expect(await names()).not.toContain('Renamed 1e5');
  });

  test.each([
    [{}, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'x'.repeat(201) }, '/name'],
    [{ name: 'x', color: 'red' }, '/color'],
    [{ name: 'x', owner: 'bob@example.com' }, ''],
  ])('a body that is wrong is refused by the member: %j', async (body, pointer) => {
    const answer = await person.api('/calendars/', 'POST', body);
    expect(answer.status).toBe(400);
    expect(problem.parse(await json(answer)).errors?.map((each) => each.pointer)).toEqual([pointer]);
  });

  test('when a native client deletes the default calendar, the oldest that is left takes its place', async () => {
    const person = await newPerson(9);
    await person.api('/calendars/', 'POST', { name: 'Second' });
    expect((await person.dav('DELETE', 'calendar/')).status).toBe(204);
    const listed: unknown = await (await person.api('/calendars/')).json();
    expect(listed).toMatchObject({ count: 1, results: [{ name: 'Second', is_default: true }] });
  });

  test('what is not JSON is refused, and a large body too', async () => {
    const send = (body: string, type: string) =>
      person.browser.request(`${API}/calendars/`, { method: 'POST', headers: { 'content-type': type }, body }, 'same-origin');
    expect((await send('{"name":', 'application/json')).status).toBe(400);
    expect((await send('name=x', 'text/plain')).status).toBe(415);
    expect((await send(JSON.stringify({ name: 'x'.repeat(200_000) }), 'application/json')).status).toBe(413);
  });

  test('a foreign page cannot make one with the cookie of the person', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://evil.example' }, body: '{"name":"x"}' };
    expect((await person.browser.request(`${API}/calendars/`, init, 'cross-site')).status).toBe(403);
  });
});

test.each(['/nothing', '/nothing/', '/users', '/calendars/x/y'])('an unknown address is 404 as a problem: %s', async (path) => {
  const answer = await person.api(path);
  expect({ status: answer.status, code: problem.parse(await json(answer)).code }).toEqual({ status: 404, code: 'not-found' });
});

test('GET /healthz and /readyz name every part', async () => {
  expect(await json(await fetch(`${instance.url}/healthz`))).toEqual({ status: 'ok' });
  const ok = { status: 'ok' };
  expect(await json(await fetch(`${instance.url}/readyz`))).toEqual({
    status: 'ok',
    checks: { database: ok, caldav_server: ok, identity_provider: ok },
  });
});

test('the web page comes with a strict content security policy', async () => {
  const page = await fetch(`${instance.url}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';script-src 'self'/);
  expect(page.headers.get('cache-control')).toBe('no-cache');
});

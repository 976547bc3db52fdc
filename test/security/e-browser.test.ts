import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import * as bodies from './support/dav-bodies.ts';
import { instance, PFX } from './support/instance.ts';
import { putEvent, WHO_AM_I, type Person } from './support/people.ts';

/** Group E: a foreign page makes a browser ask with the person's cookie, or shows what we answer. */
const { attack } = attacks();

const methods = ['GET', 'PUT', 'DELETE', 'MOVE', 'PROPPATCH', 'MKCALENDAR', 'REPORT', 'PROPFIND', 'POST', 'OPTIONS'];
const own = new URL(instance.url).origin;

/** Everything that a page could make the browser send to alice's calendar, with her cookie and without a password. */
async function statusesWith(alice: Person, lines: readonly string[]): Promise<number[]> {
  const ask = (method: string) =>
    alice.ask(method, `${alice.calendar}e.ics`, {
      anonymous: true,
      headers: [alice.cookie, `Destination: ${alice.calendar}e2.ics`, ...lines],
      body: method === 'GET' ? '' : bodies.calendarQuery,
    });
  return (await Promise.all(methods.map(ask))).map(({ status }) => status);
}

const foreign = {
  'E1: Origin of another host': ['Origin: https://evil.example'],
  'E1: Sec-Fetch-Site: cross-site': ['Sec-Fetch-Site: cross-site'],
  'E1: Sec-Fetch-Site: cross-site with our own Origin': ['Sec-Fetch-Site: cross-site', `Origin: ${own}`],
  'E2: Sec-Fetch-Site: same-site': ['Sec-Fetch-Site: same-site', 'Origin: http://x.localhost'],
  'E3: Origin: null': ['Origin: null', 'Content-Type: text/plain'],
  'E4: neither Origin nor Sec-Fetch-Site': [],
  'E4: an Origin that only begins as ours': [`Origin: ${own}.evil.example`],
};
attack.each(Object.keys(foreign))(
  '%s: the cookie counts for nothing on CalDAV, 401 without a password dialog in scripts',
  async (what, { alice, recorder }) => {
    const lines = foreign[what as keyof typeof foreign];
    expect(await statusesWith(alice, lines)).toEqual(methods.map(() => 401));
    expect(recorder.messages).toEqual([]);
  },
);

attack('E1: the same cookie from our own page is let in, so it is the origin that decides', async ({ alice }) => {
  for (const line of ['Sec-Fetch-Site: same-origin', `Origin: ${own}`])
    expect(
      (await alice.ask('PROPFIND', alice.home, { anonymous: true, headers: [alice.cookie, line, 'Depth: 0'], body: WHO_AM_I })).status,
    ).toBe(207);
});

attack('E3: a form of a foreign page adds no event', async ({ alice, recorder }) => {
  const headers = [alice.cookie, 'Origin: null', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Content-Type: text/plain'];
  expect((await alice.ask('POST', `${alice.calendar}?add_member`, { anonymous: true, headers, body: event('e3') })).status).toBe(401);
  expect(recorder.messages).toEqual([]);
});

attack('E4: a changing REST request needs proof of its origin', async ({ alice }) => {
  const ask = (lines: readonly string[]) =>
    alice.ask('POST', '/api/v1.0/calendars/', {
      anonymous: true,
      headers: [alice.cookie, 'Content-Type: application/json', ...lines],
      body: '{"name":"x"}',
    });
  for (const lines of [
    [],
    ['Origin: null'],
    ['Origin: https://evil.example'],
    ['Sec-Fetch-Site: cross-site', 'X-CSRF: 1'],
    ['Sec-Fetch-Site: none'],
  ])
    expect([lines, (await ask(lines)).status]).toEqual([lines, 403]);
});

attack('E5: a device with an app password is asked for no origin', async ({ alice }) => {
  for (const line of ['Origin: https://evil.example', 'Sec-Fetch-Site: cross-site', 'Origin: null'])
    expect((await alice.ask('PROPFIND', alice.home, { headers: [line, 'Depth: 0'], body: WHO_AM_I })).status).toBe(207);
});

attack('E6: the password decides and not the cookie, and CalDAV never sets one', async ({ alice, bob, recorder }) => {
  const headers = [bob.cookie, 'Sec-Fetch-Site: same-origin', 'Depth: 0'];
  const answers = [
    await alice.ask('PROPFIND', `${PFX}/`, { headers, body: WHO_AM_I }),
    await alice.ask('PROPFIND', `${PFX}/`, { anonymous: true, headers: [...headers, 'Authorization: Basic eDp5'], body: WHO_AM_I }),
    await alice.ask('GET', bob.event, { headers }),
  ];
  expect(answers[0]?.body).toContain(alice.home);
  expect(answers.map(({ status }) => status)).toEqual([207, 401, 403]);
  for (const answer of answers) expect(answer.all('set-cookie')).toEqual([]);
  expect(recorder.messages.map(({ user }) => user)).toEqual([alice.email, alice.email]);
});

attack.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
  'E7: a preflight from %s is allowed nothing',
  async (origin, { alice, recorder }) => {
    const headers = [`Origin: ${origin}`, 'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: authorization'];
    for (const path of [alice.calendar, `${PFX}/`, '/.well-known/caldav', '/api/v1.0/users/me/', '/api/v1.0/app-passwords/']) {
      const answer = await alice.ask('OPTIONS', path, { anonymous: true, headers });
      expect([path, answer.fields.filter(([name]) => /^access-control-/i.test(name))]).toEqual([path, []]);
    }
    expect(recorder.messages).toEqual([]);
  },
);

attack('E8: an event that is navigated to is a file that does nothing', async ({ alice }) => {
  const path = `${alice.calendar}e8.ics`;
  await putEvent(alice, path, event('e8', '<script>alert(1)</script>'));
  const navigation = [alice.cookie, 'Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate'];
  for (const target of [path, alice.calendar]) {
    const answer = await alice.ask('GET', target, { anonymous: true, headers: navigation });
    expect(answer.status).toBe(200);
    expect(answer.field('content-security-policy')).toContain("sandbox; default-src 'none'");
    expect(answer.field('x-content-type-options')).toBe('nosniff');
    expect(answer.field('content-type')).toMatch(target === path ? /^text\/calendar/ : /./);
    expect(answer.field('content-disposition')).toMatch(/^attachment/);
  }
});

attack('E9: a page that is PUT as an object is refused, or served as what does nothing', async ({ alice }) => {
  const path = `${alice.calendar}x.html`;
  await alice.ask('PUT', path, { headers: ['Content-Type: text/html'], body: '<script>alert(1)</script>' });
  const answer = await alice.ask('GET', path);
  expect(answer.field('content-type')).not.toMatch(/html|javascript|svg/);
  if (answer.status !== 200) return;
  expect(answer.field('content-security-policy')).toContain('sandbox');
  expect(answer.field('content-disposition')).toMatch(/^attachment/);
});

attack.each(['/', '/login', '/api/v1.0/users/me/', `${PFX}/`])('E11: %s cannot be framed', async (path, { alice }) => {
  const answer = await alice.ask('GET', path, { headers: ['Accept: text/html'] });
  expect(answer.field('content-security-policy')).toContain("frame-ancestors 'none'");
});

attack('E12: a script with a session that is over gets 401 without a challenge, a device gets one', async ({ alice }) => {
  const over = ['Cookie: calendars=s%3Aold.sig', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors'];
  const script = await alice.ask('PROPFIND', alice.home, { anonymous: true, headers: over, body: WHO_AM_I });
  expect([script.status, script.field('www-authenticate')]).toEqual([401, undefined]);
  const device = await alice.ask('PROPFIND', alice.home, { anonymous: true, body: WHO_AM_I });
  expect([device.status, device.all('www-authenticate')]).toEqual([401, ['Basic realm="Calendars", charset="UTF-8"']]);
});

attack(
  'E13: no shared cache may keep an answer, and a name with .css is no page (web cache deception)',
  async ({ alice }) => {
    const headers = [alice.cookie, 'Sec-Fetch-Site: same-origin'];
    for (const path of ['/api/v1.0/users/me/', '/api/v1.0/calendars/', alice.calendar, alice.home]) {
      const answer = await alice.ask('GET', path, { anonymous: true, headers });
      expect([path, answer.field('cache-control')]).toEqual([path, expect.stringMatching(/private|no-store/)]);
    }
    for (const path of ['/api/v1.0/users/me/x.css', '/api/v1.0/calendars/x.js'])
      expect((await alice.ask('GET', path, { anonymous: true, headers })).status).toBe(404);
  },
  { unanswered: 1 },
);

attack(
  'E14: REST takes JSON only, no more than it needs, and no __proto__',
  async ({ alice }) => {
    const post = (type: string, body: string) =>
      alice.ask('POST', '/api/v1.0/calendars/', {
        anonymous: true,
        headers: [alice.cookie, 'Sec-Fetch-Site: same-origin', `Content-Type: ${type}`],
        body,
      });
    expect([400, 415]).toContain((await post('text/plain', '{"name":"x"}')).status);
    expect([400, 415]).toContain((await post('application/x-www-form-urlencoded', 'name=x')).status);
    expect((await post('application/json', `{"name":"${'x'.repeat(5_000_000)}"}`)).status).toBe(413);
    for (const name of ['__proto__', 'constructor'])
      expect([201, 400]).toContain((await post('application/json', `{"name":"e14","${name}":{"isAdmin":true}}`)).status);
    expect(await (await alice.api('/users/me/')).json()).not.toHaveProperty('isAdmin');
  },
  { unanswered: 4 },
);

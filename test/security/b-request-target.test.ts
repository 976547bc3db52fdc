import { expect } from '@jest/globals';
import { attacks } from './support/attack.ts';
import { PFX } from './support/instance.ts';
import { host, request, whoAmI, WHO_AM_I, type Person } from './support/people.ts';
import { exchange, RawConnection } from './support/raw-client.ts';

/** Group B: a request target that two parsers read differently. */
const { attack } = attacks();

const bobs = 'bob%40example.com';
const reading = ['GET', 'PROPFIND', 'REPORT', 'DELETE'];

/** The statuses of several methods on one target; 0 where there is no answer. */
async function statusesOf(person: Person, target: string, methods: readonly string[] = reading): Promise<number[]> {
  const ask = async (method: string) => {
    const { answers } = await exchange(request(method, target, [person.basic, 'Depth: 1'], method === 'GET' ? '' : WHO_AM_I));
    return answers[0]?.status ?? 0;
  };
  return Promise.all(methods.map(ask));
}

/** Targets below alice's home, or absolute ones. */
const placed = (target: string, alice: Person): string => target.replace('{home}', alice.home);

/** A case of which nothing may reach the upstream, whatever the method. */
function refused(number: string, targets: readonly string[], statuses: readonly number[]): void {
  attack.each(targets)(`${number}: the target %s is refused with ${statuses.join(' or ')} and reaches nobody`, async (target, scene) => {
    for (const status of await statusesOf(scene.alice, placed(target, scene.alice))) expect(statuses).toContain(status);
    expect(scene.recorder.messages).toEqual([]);
  });
}

refused('B1', [`${PFX}/../../admin`, `{home}../${bobs}/calendar/`, `{home}./calendar/`, `${PFX}/..`, `{home}..`], [400]);
refused(
  'B2',
  [
    `${PFX}/%2e%2e/${bobs}/`,
    `{home}%2E%2E/${bobs}/`,
    `{home}.%2e/${bobs}/`,
    `{home}..%2f${bobs}/`,
    `{home}calendar%2Fsecret.ics`,
    `{home}%2e/`,
  ],
  [400],
);
refused('B3', [`{home}%252e%252e/${bobs}/`, `{home}%25252e%25252e/${bobs}/`, `{home}%252f..%252f${bobs}/`], [400]);
refused('B4', [`${PFX}//${bobs}/calendar/`, `{home}/calendar/`, `${PFX}//`], [400]);
refused('B4', [`/${PFX}/${bobs}/`, `//evil.example${PFX}/${bobs}/`], [404]);
refused('B5', [`{home}..;/${bobs}/`, `{home}..;x=1/${bobs}/`, `{home}%2e%2e;/${bobs}/`], [400]);

attack('B5: a path parameter is a part of the name', async ({ alice }) => {
  for (const status of await statusesOf(alice, `${alice.home.replace(/\/$/, '')};x=1/calendar/`)) expect([403, 404]).toContain(status);
});

refused('B6', [`{home}\\..\\${bobs}/`, `{home}..\\${bobs}/`, `{home}%5c..%5c${bobs}/`, `{home}%5C/`], [400]);
refused('B7', ['{home}a%00.ics', '{home}%0d%0aX:%20y', '{home}%0a', '{home}%7f', '{home}%1f/', '{home}%2500/'], [400]);
refused('B8', [`{home}calendar/a.ics#/../../${bobs}/`, '{home}#', '{home}%23/'], [400]);

attack('B9: the absolute form of our own origin (RFC 9112 3.2.2) is served as the path', async ({ alice, recorder }) => {
  const answer = await alice.ask('PROPFIND', `http://${host}${alice.home}`, { headers: ['Depth: 0'], body: WHO_AM_I });
  expect(answer.status).toBe(207);
  expect(recorder.messages.map(({ target }) => target)).toEqual([alice.home]);
});

attack.each([
  'http://evil.example{home}',
  `http://x@{host}{home}`,
  `http://x:y@{host}{home}`,
  'http://{host}.evil.example{home}',
  'https://{host}{home}',
  'ftp://{host}{home}',
  'http:{home}',
  `http://{host}{home}../${bobs}/calendar/`,
])('B9: the absolute form %s is refused and reaches nobody', async (target, { alice, recorder }) => {
  for (const status of await statusesOf(alice, placed(target.replace('{host}', host), alice))) expect([400, 404, 421]).toContain(status);
  expect(recorder.messages).toEqual([]);
});

attack(
  'B10: CONNECT opens no tunnel',
  async ({ recorder }) => {
    const connection = new RawConnection();
    connection.send('CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: 127.0.0.1:5432\r\n\r\n');
    const { answers, isClosed } = await connection.wait(1, 2000);
    expect(isClosed || answers[0]?.status === 405).toBe(true);
    connection.close();
    expect(recorder.messages).toEqual([]);
  },
  { unanswered: 1 },
);

attack('B10: OPTIONS * and unknown methods reach nobody', async ({ alice, recorder }) => {
  const statusOf = async (method: string, target: string) => (await statusesOf(alice, target, [method]))[0];
  expect([200, 404, 405]).toContain(await statusOf('OPTIONS', '*'));
  for (const method of ['TRACE', 'SEARCH', 'BIND', 'PATCH', 'SUBSCRIBE', 'M-SEARCH', 'PURGE', 'SOURCE'])
    expect([method, await statusOf(method, alice.home)]).toEqual([method, 405]);
  for (const method of ['FROBNICATE', 'get', 'PROPFIND2', '']) expect([method, await statusOf(method, alice.home)]).toEqual([method, 400]);
  expect(recorder.messages).toEqual([]);
});

const otherSpellings = [
  '/API/V1.0/CALDAV/',
  '/api/v1%2e0/caldav/',
  '/api/v1.0/%63aldav/',
  '/api/v1.0/Caldav/',
  '/api//v1.0/caldav/',
  '/api/v1.0//caldav/',
];
refused(
  'B11',
  otherSpellings.map((prefix) => `${prefix}${bobs}/`),
  [404],
);
refused(
  'B12',
  [
    `/caldav.php/${bobs}/`,
    `/api/v1.0/caldavX/${bobs}/`,
    '/index.php',
    '/admin.php',
    '/setup.php',
    '/provision',
    '/health',
    `/${bobs}/calendar/`,
  ],
  [404],
);

attack("B13: an address that begins with one's own is somebody else's", async ({ alice }) => {
  const longer = alice.home.replace(/\/$/, '.evil.org/');
  for (const status of await statusesOf(alice, longer)) expect([403, 404]).toContain(status);
  expect((await alice.ask('MKCALENDAR', `${longer}x/`)).status).toBe(403);
});

const operators = [
  '%7C',
  '%2A',
  '%3F',
  '%24',
  '%7B',
  '%7D',
  '%5E',
  '%5B',
  '%5D',
  '%28',
  '%29',
  '%5C',
  '|',
  '*',
  '$',
  '{',
  '}',
  '^',
  '[',
  '(',
  ')',
];
attack.each(operators)(
  'B14: MKCALENDAR with %s, an operator of a regular expression, is refused with 400',
  async (name, { alice, recorder }) => {
    for (const path of [`${alice.home}${name}/`, `${PFX}/mallory/${name}/`, `${PFX}/${name}/a/`])
      expect((await alice.ask('MKCALENDAR', path)).status).toBe(400);
    expect(recorder.messages).toEqual([]);
  },
);

refused(
  'B15',
  ['{home}%c0%ae%c0%ae/', '{home}%ff', '{home}%zz', '{home}%', '{home}%e0%80%af', '{home}%ed%a0%80/', '{home}a\u00e9/'],
  [400],
);

attack('B16: a target of 17 KB and one of 200 segments are refused', async ({ alice, recorder }) => {
  for (const status of await statusesOf(alice, `${alice.home}${'a'.repeat(17_000)}`)) expect([414, 431]).toContain(status);
  for (const status of await statusesOf(alice, `${alice.home}${'a/'.repeat(200)}`)) expect(status).toBe(400);
  expect(recorder.messages).toEqual([]);
});

attack.each(['?ticket=x', '?method=DELETE', '?access_token={secret}', `?user=${bobs}`, '?PHPSESSID=1&_method=DELETE', '?x#/../y', '?%00'])(
  'B17: the query %s changes nothing, and authenticates nobody',
  async (query, { alice, recorder }) => {
    const text = query.replace('{secret}', alice.password);
    expect((await whoAmI({ ...alice, home: alice.home + text }, { anonymous: true })).status).toBe(query.includes('#') ? 400 : 401);
    expect(recorder.messages).toEqual([]);
    const got = await whoAmI({ ...alice, home: alice.home + text });
    expect(got.status).toBe(query.includes('#') ? 400 : 207);
    if (got.status === 207) expect(got.body).toContain(alice.home);
  },
);

attack('B17: no query deletes or shows what its path alone would not', async ({ alice, bob }) => {
  for (const query of ['?ticket=x', '?method=DELETE', `?user=${bobs}`]) {
    expect([403, 404]).toContain((await alice.ask('GET', bob.event + query)).status);
    expect([200, 207]).toContain((await alice.ask('GET', alice.calendar + query)).status);
  }
  expect((await alice.ask('GET', alice.calendar)).status).toBe(200);
});

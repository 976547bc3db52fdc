import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import { PFX } from './support/instance.ts';
import { host, putEvent } from './support/people.ts';
import { signedRequest, toDavical } from './support/signed-request.ts';

/** G3 and G4: DAViCal never answers a MOVE to a Destination above a collection; four of them stop the service for everybody. */
const { attack } = attacks();
const AT_ONCE = 4;
const WITHIN_MS = 1000;

/** The public origin is `{own}`, alice's home `{home}`. */
const hostile = [
  ...['http://anything/x.ics', '/x.ics', `${PFX}/x.ics`, '//h/x', 'x.ics', './x.ics', '', '*', 'http:', 'http://', 'file:///etc/passwd'],
  ...[
    '{own}/x.ics',
    '{own}',
    '{own}/',
    `{own}${PFX}`,
    `{own}${PFX}/`,
    '{home}',
    '{home}x',
    '{home}x/',
    '{home}calendar',
    '{home}calendar/',
  ],
  ...[`http://x@{host}{home}calendar/x.ics`, `http://{host}@evil{home}calendar/x.ics`, 'http://{host}.evil{home}calendar/x.ics'],
  ...[
    'http://{name}:1{home}calendar/x.ics',
    'http://{name}{home}calendar/x.ics',
    'https://{host}{home}calendar/x.ics',
    'javascript:{home}calendar/x.ics',
  ],
  ...[
    '{home}calendar/../../bob%40example.com/calendar/x.ics',
    '{home}%2e%2e/x/y.ics',
    '{home}calendar/%2e%2e/x.ics',
    '{home}calendar/%252e%252e/x.ics',
  ],
  ...[
    '{home}calendar%2fx.ics',
    '{home}calendar/x%2fy.ics',
    '{home}calendar%5cx.ics',
    '{home}calendar\\x.ics',
    '{home}calendar//x.ics',
    '{home}/calendar/x.ics',
  ],
  ...[
    '{home}calendar/x.ics/',
    '{home}calendar/a/b.ics',
    '{home}calendar/a/b/c/d.ics',
    '{home}.ics',
    '{home}calendar/x.ics#/../y',
    '{home}calendar/%00.ics',
  ],
  ...[
    '{home}calendar/%7C.ics',
    '{home}%7C/x.ics',
    `${PFX}/%7C/calendar/x.ics`,
    '{home}calendar/%ff.ics',
    '{home}calendar/%zz.ics',
    '{home}calendar/..;/x.ics',
  ],
  ...[
    '/API/V1.0/CALDAV/alice/calendar/x.ics',
    '/api/v1.0/%63aldav/alice/calendar/x.ics',
    '{home}calendar-proxy-write/x.ics',
    'a/'.repeat(1000),
  ],
  ...[`<{home}calendar/x.ics>`, '{home}calendar/x.ics, {home}calendar/y.ics', '{home}calendar/x .ics', '{home}calendar/\u00e9.ics'],
];

const fill = (text: string, home: string): string =>
  text
    .replace('{own}', `http://${host}`)
    .replaceAll('{home}', home)
    .replace('{host}', host)
    .replace('{name}', host.split(':')[0] ?? '');

attack.each(hostile)(
  'G3: MOVE to "%s" four times at once is refused, and DAViCal answers within a second',
  async (text, { alice, recorder }) => {
    const [destination, from] = [fill(text, alice.home), `${alice.calendar}g3.ics`];
    const begin = performance.now();
    const headers = [`Destination: ${destination}`];
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => alice.ask('MOVE', from, { headers })));
    expect(performance.now() - begin).toBeLessThan(WITHIN_MS * AT_ONCE);
    const reachesDavical = /proxy-write|x\.ics\/"?$/.test(text);
    for (const { status } of answers) expect(reachesDavical ? [400, 403, 404, 409] : [400, 403, 502]).toContain(status);
    if (!reachesDavical) expect(recorder.messages).toEqual([]);
  },
  { failures: [502] },
);

attack.each(hostile)('G3: DAViCal itself refuses a signed MOVE to "%s" at once', async (text, { alice }) => {
  const destination = fill(text, alice.home);
  const bytes = signedRequest({ method: 'MOVE', target: `${alice.calendar}g3.ics`, email: alice.email, destination: destination.trim() });
  const begin = performance.now();
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => toDavical(bytes)));
  expect(performance.now() - begin).toBeLessThan(WITHIN_MS * AT_ONCE);
  for (const { status } of answers) expect([400, 403, 404, 409, 412]).toContain(status);
});

attack.each(['{own}{home}calendar/{to}', '{home}calendar/{to}', '{own}{home}calendar/{to}?x=../y', 'HTTP://{upper}{home}calendar/{to}'])(
  'G4: MOVE to %s on our own origin goes on as a path only',
  async (text, { alice, recorder }) => {
    const [from, to] = [`from-${Math.random()}.ics`, `to-${Math.random()}.ics`];
    await putEvent(alice, alice.calendar + from, event(from));
    const destination = fill(text.replace('{to}', to).replace('{upper}', host.toUpperCase()), alice.home);
    expect([200, 201, 204]).toContain(
      (await alice.ask('MOVE', alice.calendar + from, { headers: [`Destination: ${destination}`] })).status,
    );
    const sent = recorder.messages.find(({ method }) => method === 'MOVE');
    expect(sent?.fields.filter(([name]) => name.toLowerCase() === 'destination').map(([, value]) => value)).toEqual([alice.calendar + to]);
    expect((await alice.ask('GET', alice.calendar + to)).status).toBe(200);
    expect((await alice.ask('GET', alice.calendar + from)).status).toBe(404);
  },
);

attack('G4: two Destination headers are refused with 400', async ({ alice, recorder }) => {
  const to = `${alice.calendar}x.ics`;
  for (const lines of [
    [to, to],
    [to, `${PFX}/x.ics`],
    [`${PFX}/x.ics`, to],
  ])
    expect((await alice.ask('MOVE', `${alice.calendar}a.ics`, { headers: lines.map((each) => `Destination: ${each}`) })).status).toBe(400);
  expect(recorder.messages).toEqual([]);
});

attack('G4: a Destination on a request that has none is not handed on', async ({ alice, recorder }) => {
  expect((await alice.ask('PROPFIND', alice.home, { headers: ['Depth: 0', `Destination: ${PFX}/x.ics`] })).status).toBe(207);
  expect(JSON.stringify(recorder.messages)).not.toContain('x.ics');
});

import { describe, expect, test } from '@jest/globals';
import type { SendDav } from '../../dav/dav-client.ts';
import type { CalendarBackend } from '../backend.ts';
import { UnexpectedAnswer } from '../errors.ts';
import { createRadicaleBackend, radicaleUpstream } from './radicale.ts';

const upstream = radicaleUpstream({ kind: 'radicale', address: { origin: 'http://localhost', socketPath: '/run/r.sock' }, timeoutMs: 1 });
const caller = { email: 'alice@example.com', name: 'Alice' };

test('the credentials are exactly the headers that are named', () => {
  const credentials = upstream.credentials(caller, { method: 'GET', target: '/' });
  expect(credentials).toEqual({ 'x-remote-user': 'alice@example.com', 'x-script-name': '/api/v1.0/caldav' });
  expect(Object.keys(credentials).sort()).toEqual([...upstream.credentialHeaderNames].sort());
});

test.each([
  ['/api/v1.0/caldav/', '/'],
  ['/api/v1.0/caldav/alice%40example.com/calendar/a%20b.ics', '/alice%40example.com/calendar/a%20b.ics'],
  ['/api/v1.0/caldav/api/v1.0/caldav/', '/api/v1.0/caldav/'],
  ['/api/v1.0/caldav/?export', '/?export'],
])('the target %s is %s to Radicale, byte for byte', (target, expected) => {
  expect(upstream.targetOf(target)).toBe(expected);
});

test.each([
  ['a%40b/calendar/x.ics', 'a@b/calendar/x.ics'],
  ['a@b/calendar/x%20y%25z.ics', 'a@b/calendar/x y%z.ics'],
  ['a/calendar/Zo%C3%AB.ics', 'a/calendar/Zo\u00eb.ics'],
])('the Destination %s is decoded, on the host that Radicale is asked at', (path, expected) => {
  expect(upstream.destinationOf(`/api/v1.0/caldav/${path}`)).toBe(`http://localhost/api/v1.0/caldav/${expected}`);
});

test.each([
  ['beyond Latin-1', 'a/calendar/%F0%9F%93%85.ics'],
  ['with parameters, which Radicale cuts off', 'a/calendar/x;y.ics'],
  ['that ends with a space, which HTTP cuts off', 'a/calendar/x%20'],
  ['with a query', 'a/calendar/x%3Fy.ics'],
  ['with a line break', 'a/calendar/x%0d%0aX-Remote-User:bob'],
  ['with a dot segment', 'a/calendar/%2e%2e/b/x.ics'],
  ['with an encoded slash', 'a/calendar/x%2Fy.ics'],
])('a Destination %s is none', (_what, path) => {
  expect(upstream.destinationOf(`/api/v1.0/caldav/${path}`)).toBeUndefined();
});

/** Radicale as the test says: its answers in the order in which it is asked. */
function scripted(...answers: readonly (readonly [number, string?])[]) {
  const asked: string[] = [];
  const left = [...answers];
  const send: SendDav = (_caller, { method, target }) => {
    asked.push(`${method} ${target}`);
    const [status, body = ''] = left.shift() ?? [500];
    return Promise.resolve({ status, headers: {}, body });
  };
  return { asked, backend: createRadicaleBackend({ send, probe: () => Promise.resolve(200) }) };
}

const owner = { id: '1', ...caller };
const HOME = '/api/v1.0/caldav/alice%40example.com/';
const multistatus = (href: string, property: string) =>
  `<multistatus xmlns="DAV:"><response><href>${href}</href><propstat><prop>${property}</prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
const iAm = (href: string) => multistatus('/api/v1.0/caldav/', `<current-user-principal><href>${href}</href></current-user-principal>`);
const calendar = multistatus(`${HOME}calendar/`, '<resourcetype><c:calendar xmlns:c="urn:ietf:params:xml:ns:caldav"/></resourcetype>');
const nothing = multistatus(HOME, '<resourcetype/>');

describe('the principal and its default calendar', () => {
  test('are made: a request as the user comes before MKCALENDAR', async () => {
    const { asked, backend } = scripted([207, iAm(HOME)], [207, nothing], [201]);
    expect(await backend.ensurePrincipal({ actor: owner }, owner)).toEqual({ defaultCalendar: { slug: 'calendar' } });
    expect(asked).toEqual(['PROPFIND /api/v1.0/caldav/', `PROPFIND ${HOME}`, `MKCALENDAR ${HOME}calendar/`]);
  });

  test('are left alone when they are there', async () => {
    const { asked, backend } = scripted([207, iAm(HOME)], [207, calendar]);
    await backend.ensurePrincipal({ actor: owner }, owner);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['somebody else', iAm('/api/v1.0/caldav/bob%40example.com/')],
    [
      'nobody, because it has another kind of auth',
      multistatus('/', '<current-user-principal><unauthenticated/></current-user-principal>'),
    ],
    ['a user without the prefix', iAm('/alice%40example.com/')],
  ])('are refused when Radicale takes the caller for %s', async (_what, body) => {
    const { asked, backend } = scripted([207, body]);
    await expect(backend.ensurePrincipal({ actor: owner }, owner)).rejects.toBeInstanceOf(UnexpectedAnswer);
    expect(asked).toHaveLength(1);
  });
});

describe('making a calendar twice', () => {
  const make = (backend: CalendarBackend) => backend.createCalendar({ actor: owner }, owner, { slug: 'calendar', name: 'x' });

  test('is success when the calendar is there (409 of MKCALENDAR)', async () => {
    const { asked, backend } = scripted([409], [207, calendar]);
    await make(backend);
    expect(asked).toHaveLength(2);
  });

  test('is no success when what is there is no calendar', async () => {
    await expect(make(scripted([409], [207, nothing]).backend)).rejects.toBeInstanceOf(UnexpectedAnswer);
  });
});

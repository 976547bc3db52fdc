import { expect, test } from '@jest/globals';
import { radicaleUpstream } from './radicale.ts';

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

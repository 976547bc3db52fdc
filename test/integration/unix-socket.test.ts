import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { dav, event } from './support/dav.ts';
import { newPerson, type Person } from './support/person.ts';
import { testAccounts } from './support/test-accounts.ts';

/** CALDAV_UPSTREAM_URL=unix:/path in front of DAViCal; Radicale is behind one in all of its tests. */
const directory = mkdtempSync(path.join(tmpdir(), 'calendars-socket-'));
const socketPath = path.join(directory, 'davical.sock');
const open = new Set<net.Socket>();
const relay = net.createServer((client) => {
  const { port } = new URL(constellation.parts().caldavServer.url);
  const upstream = net.connect(Number(port), '127.0.0.1');
  for (const socket of [client, upstream]) {
    open.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  }
  client.pipe(upstream).pipe(client);
});
let constellation: Constellation;
let person: Person;

beforeAll(async () => {
  constellation = await startConstellation({
    dataDirectory: path.join(directory, 'data'),
    extraAccounts: testAccounts,
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: `unix:${socketPath}` }),
  });
  await new Promise<void>((resolve) => relay.listen(socketPath, resolve));
  person = await newPerson(1, constellation.url);
}, 60_000);

afterAll(async () => {
  await constellation.stop();
  relay.close();
  for (const socket of open) socket.destroy();
  rmSync(directory, { recursive: true, force: true });
});

test('the service itself asks by the socket: principal, calendars, health', async () => {
  expect(await (await person.api('/calendars/')).json()).toMatchObject({ count: 1, stale: false });
  expect(await (await fetch(`${constellation.url}/readyz`)).json()).toMatchObject({ checks: { caldav_server: { status: 'ok' } } });
});

test('the proxy does: a chunked PUT comes back, and moves', async () => {
  const headers = { 'content-type': 'text/calendar', 'transfer-encoding': 'chunked', expect: '100-continue' };
  expect((await person.dav('PUT', 'calendar/socket.ics', { headers, body: event('socket') })).status).toBe(201);
  expect((await person.dav('GET', 'calendar/socket.ics')).body).toBe(event('socket'));
  await person.dav('MOVE', 'calendar/socket.ics', { headers: { destination: `${person.home}calendar/to.ics` } });
  expect((await person.dav('GET', 'calendar/to.ics')).status).toBe(200);
});

test('a socket that is gone is 503 with Retry-After (RFC 9110 15.6.4)', async () => {
  await new Promise((resolve) => {
    relay.close(resolve);
    for (const socket of open) socket.destroy();
  });
  const answer = await dav('GET', `${person.home}calendar/to.ics`, { user: person.email, password: person.password });
  expect({ status: answer.status, retry: answer.headers['retry-after'] }).toEqual({ status: 503, retry: '5' });
});

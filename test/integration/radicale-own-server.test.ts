import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { caldavServers } from '../dev-env/caldav-server.ts';
import type { Child } from '../dev-env/child-process.ts';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { installPackages, missingPackages, readPackageList } from '../dev-env/packages.ts';
import { startBareRadicale } from './support/bare-radicale.ts';
import { dav, event } from './support/dav.ts';
import { newPerson, type Person } from './support/person.ts';
import { testAccounts } from './support/test-accounts.ts';

/**
 * Radicale's own web server over TCP, in place of gunicorn: it speaks HTTP/1.0, answers chunked bodies with 400, never sends
 * `100 Continue`, and closes every connection.
 */
const directory = mkdtempSync(path.join(tmpdir(), 'calendars-radicale-own-'));
const CALENDAR = { 'content-type': 'text/calendar; charset=utf-8' };
let radicale: Child & { url: string };
let constellation: Constellation;
let person: Person;

beforeAll(async () => {
  await installPackages(await missingPackages(readPackageList(caldavServers.radicale.packages)));
  radicale = await startBareRadicale(path.join(directory, 'radicale'), ['type = http_x_remote_user']);
  constellation = await startConstellation({
    dataDirectory: path.join(directory, 'data'),
    upstream: 'radicale',
    extraAccounts: testAccounts,
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: radicale.url }),
  });
  person = await newPerson(1, constellation.url);
}, 90_000);

afterAll(async () => {
  await constellation.stop();
  await radicale.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('a login makes the principal and the default calendar', async () => {
  expect(await (await person.api('/calendars/')).json()).toMatchObject({ stale: false, results: [{ name: 'Calendar', is_default: true }] });
});

test('a chunked PUT with Expect: 100-continue', async () => {
  const headers = { ...CALENDAR, 'transfer-encoding': 'chunked', expect: '100-continue' };
  const direct = await dav('PUT', `${radicale.url}/${encodeURIComponent(person.email)}/calendar/direct.ics`, {
    headers: { ...CALENDAR, 'transfer-encoding': 'chunked', 'x-remote-user': person.email },
    body: event('direct'),
  });
  expect(direct.status).toBe(400);
  expect((await person.dav('PUT', 'calendar/chunked.ics', { headers, body: event('chunked') })).status).toBe(201);
  expect((await person.dav('GET', 'calendar/chunked.ics')).body).toContain('UID:chunked');
});

test('20 requests over one connection of the client', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  agent.on('free', (socket: unknown) => sockets.add(socket));
  for (let i = 0; i < 20; i++) expect((await person.dav('PROPFIND', '', { agent, headers: { depth: '0' } })).status).toBe(207);
  expect(sockets.size).toBe(1);
  agent.destroy();
});

test('MOVE, and paths beyond ASCII', async () => {
  const to = 'calendar/Zo%C3%AB%20to.ics';
  await person.dav('PUT', 'calendar/Zo%C3%AB.ics', { headers: CALENDAR, body: event('zoe') });
  expect((await person.dav('MOVE', 'calendar/Zo%C3%AB.ics', { headers: { destination: person.home + to } })).status).toBe(201);
  expect((await person.dav('PROPFIND', 'calendar/', { headers: { depth: '1' } })).body).toContain(`/${to}<`);
});

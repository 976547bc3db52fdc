import { mkdtempSync, rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../../dev-env/ports.ts';
import { waitUntil } from '../../dev-env/wait-until.ts';
import { type Browser } from '../support/browser.ts';
import { dav, event } from '../support/dav.ts';
import { logIn } from '../support/log-in.ts';
import { processesOf, start, type StartedProcess, type StartSettings } from './started-process.ts';

/** The tests of this file go on from one another: an instance is started three times, beside another one by npm. */
const RUNNING = 'Stop with Ctrl-C.';
let first: StartSettings;
let second: StartSettings;
let running: StartedProcess;
let beside: StartedProcess;

beforeAll(async () => {
  const settings = async () => ({ data: mkdtempSync(path.join(tmpdir(), 'calendars start-')), port: await freePort() });
  [first, second] = [await settings(), { ...(await settings()), byNpm: true }];
  [running, beside] = [start(first), start(second)];
  await Promise.all([running.prints(RUNNING), beside.prints(RUNNING)]);
}, 90_000);

afterAll(async () => {
  await Promise.all([running.kill('SIGTERM'), beside.kill('SIGTERM')]);
  for (const { data } of [first, second]) rmSync(data, { recursive: true, force: true });
}, 60_000);

const urlOf = ({ port }: StartSettings) => `http://localhost:${port}`;
const passwordOf = (output: string, email: string) => new RegExp(`${email} / (\\S+)`).exec(output)?.[1] ?? '';

async function logInAs(name: string, settings: StartSettings, { output }: StartedProcess): Promise<Browser> {
  return (await logIn(urlOf(settings), name, { password: passwordOf(output(), `${name}@example.com`) })).browser;
}

async function isUp(settings: StartSettings): Promise<boolean> {
  return (await fetch(`${urlOf(settings)}/healthz`)).ok;
}

async function expectNothingLeft({ data }: StartSettings): Promise<void> {
  await waitUntil(async () => processesOf(data).length === 0, 10_000);
  expect(processesOf(data)).toEqual([]);
}

let appPassword = '';
let firstLogins: string[];
const calendarsOf = async (browser: Browser) => (await browser.api(`${urlOf(first)}/api/v1.0/calendars/`)).json();
const object = () => `${urlOf(first)}/api/v1.0/caldav/alice%40example.com/calendar/kept.ics`;
const asAlice = () => ({ user: 'alice@example.com', password: appPassword });
const loginLines = (output: string) => [...output.matchAll(/\S+@example\.com \/ \S+/g)].map(([line]) => line);

test('a start prints the addresses, a login for each person, and a command that makes an app password', async () => {
  const output = running.output();
  expect(output).toContain(`Web       ${urlOf(first)}\n`);
  expect(output).toContain(`CalDAV    ${urlOf(first)}/api/v1.0/caldav/\n`);
  firstLogins = loginLines(output);
  expect(firstLogins).toHaveLength(3);
  const command = /^ +(CALENDARS_DATA_DIR=.*app-password create .*)$/m.exec(output)?.[1] ?? '';
  appPassword = (await promisify(execFile)('sh', ['-c', command])).stdout.trim();
  const body = event('kept');
  expect((await dav('PUT', object(), { ...asAlice(), body, headers: { 'content-type': 'text/calendar' } })).status).toBe(201);
  const browser = await logInAs('alice', first, running);
  expect((await browser.api(`${urlOf(first)}/api/v1.0/calendars/`, 'POST', { name: 'Kept' })).status).toBe(201);
});

test('two instances run side by side, each with its own people', async () => {
  await logInAs('bob', second, beside);
  expect(passwordOf(beside.output(), 'bob@example.com')).not.toBe(passwordOf(running.output(), 'bob@example.com'));
  expect((await dav('PROPFIND', `${urlOf(second)}/api/v1.0/caldav/`, asAlice())).status).toBe(401);
});

test('a second start in the same data directory says that it is running, whatever the port', async () => {
  for (const port of [first.port, await freePort()]) {
    const again = start({ data: first.data, port });
    expect(await again.exited).toBe(1);
    expect(again.output().trim()).toBe(
      `Calendars is already running with its data in ${first.data} (process ${running.pid}); set CALENDARS_DATA_DIR and PORT for a second one.`,
    );
  }
  expect(await isUp(first)).toBe(true);
});

test('a start on a port in use says so', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'calendars-start-'));
  const third = start({ data, port: first.port });
  expect(await third.exited).toBe(1);
  expect(third.output().trim()).toBe(`Port ${first.port} is in use by another program. Choose another one, e.g. PORT=8080 npm start`);
  rmSync(data, { recursive: true });
});

test('Ctrl-C ends every process with exit code 0, and not those of the other instance', async () => {
  expect(await running.kill('SIGINT')).toBe(0);
  expect(processesOf(first.data)).toEqual([]);
  expect(await isUp(second)).toBe(true);
}, 60_000);

async function expectEverythingKept(): Promise<void> {
  expect(loginLines(running.output())).toEqual(firstLogins);
  expect((await dav('GET', object(), asAlice())).body).toContain('UID:kept');
  const names = (await calendarsOf(await logInAs('alice', first, running))) as { results: { name: string }[] };
  expect(names.results.map(({ name }) => name)).toContain('Kept');
}

test('the next start has the same logins, app passwords, calendars and events', async () => {
  running = start(first);
  await running.prints(RUNNING);
  await expectEverythingKept();
}, 60_000);

test('after kill -9 of the supervisor all its processes end, and the next start has everything', async () => {
  await running.kill('SIGKILL');
  await expectNothingLeft(first);
  running = start(first);
  await running.prints(RUNNING);
  await expectEverythingKept();
}, 90_000);

test('SIGTERM ends every process with exit code 0', async () => {
  expect(await Promise.all([running.kill('SIGTERM'), beside.kill('SIGTERM')])).toEqual([0, 0]);
  expect([...processesOf(first.data), ...processesOf(second.data)]).toEqual([]);
}, 60_000);

test.each(['SIGINT', 'SIGKILL'] as const)(
  '%s of npm while it starts leaves no process',
  async (signal) => {
    beside = start(second);
    await beside.prints('✓ PostgreSQL');
    await beside.kill(signal);
    await expectNothingLeft(second);
  },
  60_000,
);

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort } from '../../dev-env/ports.ts';
import { processesOf, start, type StartedProcess, type StartSettings } from './started-process.ts';

let data: string;
let started: StartedProcess | undefined;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'calendars-refused-'));
});
afterEach(async () => {
  await started?.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
});

/** Root of a container may be without the right to mount. */
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;
const testWithMount = mayMount ? test : test.skip;

/** What is printed after the steps; the exit code is 1 and nothing is left running. */
async function refusal(settings: Partial<StartSettings>): Promise<string> {
  started = start({ data, port: await freePort(), ...settings });
  expect(await started.exited).toBe(1);
  expect(processesOf(data)).toEqual([]);
  return started
    .output()
    .replace(/^ {2}[✓✗] .*\n/gm, '')
    .trim();
}

test.each(['0', 'abc', '70000', '-1', '80.5'])('PORT=%s is refused and nothing is made', async (port) => {
  expect(await refusal({ port, data: path.join(data, 'new') })).toBe(`PORT must be a number from 1 to 65535, not "${port}".`);
  expect(readdirSync(data)).toEqual([]);
});

test('a data directory with foreign files is refused and not changed', async () => {
  mkdirSync(path.join(data, 'letters'));
  expect(await refusal({})).toBe(`${data} holds files that are not of Calendars (letters); set CALENDARS_DATA_DIR to an empty directory.`);
  expect(readdirSync(data)).toEqual(['letters']);
});

test('a data directory that is a file is refused', async () => {
  writeFileSync(path.join(data, 'file'), '');
  expect(await refusal({ data: path.join(data, 'file') })).toBe(
    `The data directory ${data}/file is not a directory; set CALENDARS_DATA_DIR to another one.`,
  );
});

testWithMount('a data directory on a read-only file system is refused', async () => {
  expect(await refusal({ after: `mount -t tmpfs -o ro none ${data}` })).toBe(
    `The data directory ${data} is on a read-only file system; set CALENDARS_DATA_DIR to one that can be written to.`,
  );
});

testWithMount.each(['64k', '1m', '42m'])(
  'a disk of %s, which becomes full, is named',
  async (size) => {
    expect(await refusal({ after: `mount -t tmpfs -o size=${size} none ${data}` })).toBe(
      `The disk with the data directory ${data} is full: make room there and start again.`,
    );
  },
  60_000,
);

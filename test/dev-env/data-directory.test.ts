import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openDataDirectory } from './data-directory.ts';

const STARTS = 8;
const LOST = /^lost: Calendars is already running with its data in .*; set CALENDARS_DATA_DIR and PORT for a second one\.$/;

type Start = ChildProcessByStdio<Writable, Readable, null>;

let directory: string;
let starts: Start[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'calendars-lock-'));
});
afterEach(async () => {
  await Promise.all(starts.map(crash));
  starts = [];
  rmSync(directory, { recursive: true, force: true });
});

/** A process that waits for a line, opens the directory, says whether it has got it, and then lives until it is killed. */
const script = `
  const { openDataDirectory } = await import(${JSON.stringify(new URL('./data-directory.ts', import.meta.url).href)});
  console.log('ready');
  process.stdin.once('data', () => {
    try {
      openDataDirectory(process.argv[1]);
      console.log('won');
    } catch (error) {
      console.log('lost: ' + error.message);
    }
  });`;

const spawnStart = (): Start =>
  spawn(process.execPath, ['--input-type=module', '--eval', script, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });

const nextLine = async ({ stdout }: Start): Promise<string> => String((await once(stdout, 'data'))[0]).trim();

async function race(starts: readonly Start[]): Promise<string[]> {
  const answers = starts.map(nextLine);
  for (const { stdin } of starts) stdin.write('go\n');
  return Promise.all(answers);
}

async function crash(start: Start): Promise<void> {
  if (start.exitCode !== null || start.signalCode !== null) return;
  start.kill('SIGKILL');
  await once(start, 'exit');
}

test('of many starts at once one gets the directory: an empty one, and one whose instance was killed', async () => {
  starts = Array.from({ length: 2 * STARTS }, spawnStart);
  await Promise.all(starts.map(nextLine));
  for (const crowd of [starts.slice(0, STARTS), starts.slice(STARTS)]) {
    const answers = await race(crowd);
    expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
    expect(answers.filter((answer) => LOST.test(answer))).toHaveLength(STARTS - 1);
    await Promise.all(crowd.map(crash));
  }
  openDataDirectory(directory).release();
});

test('the sentence names the process that has the directory, and after its release another start gets it', () => {
  const first = openDataDirectory(directory);
  expect(() => openDataDirectory(directory)).toThrow(`(process ${process.pid})`);
  first.release();
  openDataDirectory(directory).release();
});

test('a lock file of a process that is gone does not matter', () => {
  openDataDirectory(directory).release();
  writeFileSync(path.join(directory, 'run', 'lock'), '{"pid":1,"startTime":"0"}');
  openDataDirectory(directory).release();
});

test('a directory with foreign files is refused and nothing is written into it', () => {
  writeFileSync(path.join(directory, 'letter.txt'), 'Dear');
  expect(() => openDataDirectory(directory)).toThrow('holds files that are not of Calendars (letter.txt)');
  expect(readdirSync(directory)).toEqual(['letter.txt']);
});

test('a directory of a newer version is refused', () => {
  writeFileSync(path.join(directory, 'calendars-data.json'), '{"product":"calendars","layout":999}');
  expect(() => openDataDirectory(directory)).toThrow('was written by a newer version');
  expect(readdirSync(directory)).toEqual(['calendars-data.json']);
});

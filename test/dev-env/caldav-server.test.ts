import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isCaldavServerKind, refuseOtherKind } from './caldav-server.ts';
import { openDataDirectory, type DataDirectory } from './data-directory.ts';
import { StartError } from './start-error.ts';

let data: DataDirectory;
beforeEach(() => {
  data = openDataDirectory(mkdtempSync(path.join(tmpdir(), 'caldav-server-')));
});
afterEach(() => {
  data.release();
  rmSync(data.path, { recursive: true });
});

test('a new data directory takes either kind', () => {
  refuseOtherKind(data, 'davical');
  refuseOtherKind(data, 'radicale');
});

test.each([
  ['davical', 'radicale'],
  ['radicale', 'davical'],
] as const)('one that has its calendars in %s is refused to %s, in one sentence', (used, other) => {
  mkdirSync(data.file(used));
  refuseOtherKind(data, used);
  expect(() => refuseOtherKind(data, other)).toThrow(StartError);
  expect(() => refuseOtherKind(data, other)).toThrow(`CALDAV_UPSTREAM=${used}`);
});

test('only kinds that are there are kinds', () => {
  expect(['davical', 'radicale', 'toString', ''].filter(isCaldavServerKind)).toEqual(['davical', 'radicale']);
});

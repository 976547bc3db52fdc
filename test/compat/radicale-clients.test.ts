import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Child } from '../dev-env/child-process.ts';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { makeAppPassword } from '../integration/support/app-password.ts';
import { startBareRadicaleFor } from '../integration/support/bare-radicale.ts';
import { runClient } from './run-client.ts';

/** What no proxy can give to Radicale 3.1.8, case by case, as the scripts print it. */
const impossible: Readonly<Record<string, readonly string[]>> = {
  apple: [
    // calendar-user-address-set is the principal's path only: there is no scheduling, so nobody is invited by mail address
    'a mailto: address',
    // no WebDAV ACL (RFC 3744): rights are a file of the administrator
    'OPTIONS: access-control',
  ],
};
/** What Radicale fails alone and passes behind the proxy: chunked bodies and what follows from them, and MOVE by a user with an `@`. */
const gained: Readonly<Record<string, readonly string[]>> = {
  apple: ['PUT chunked with Expect', 'sync-collection, empty token: both objects', 'calendar-multiget returns both', 'DELETE'],
  cadaver: ['move (absolute Destination)', 'deleted'],
};

const person = { user: 'alice@example.com', password: 'bare-password' };
let constellation: Constellation;
let bare: Child & { url: string };

beforeAll(async () => {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-compat-'));
  constellation = await startConstellation({ dataDirectory, upstream: 'radicale' });
  bare = await startBareRadicaleFor(constellation.data.file('bare'), person);
}, 60_000);

afterAll(async () => {
  await bare.stop();
  await constellation.stop();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

test.each([
  ['apple', 34],
  ['vdirsyncer', 20],
  ['khal', 14],
  ['cadaver', 5],
])(
  '%s: all %i cases pass in front of Radicale but those that it cannot, and none is lost',
  async (name, cases) => {
    const password = await makeAppPassword(constellation, person.user);
    const [through, alone] = await Promise.all([
      runClient(name, { url: constellation.caldavUrl, user: person.user, password }),
      runClient(name, { url: `${bare.url}/`, ...person }),
    ]);
    const cannot = impossible[name] ?? [];
    expect(through.failed).toEqual(cannot);
    expect(through.summary).toBe(`${cases - cannot.length} passed, ${cannot.length} failed`);
    expect(alone.passed.filter((each) => !through.passed.includes(each))).toEqual([]);
    expect(through.passed.filter((each) => !alone.passed.includes(each))).toEqual(expect.arrayContaining([...(gained[name] ?? [])]));
  },
  120_000,
);

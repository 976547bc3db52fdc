import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startConstellation, type Constellation } from '../../dev-env/constellation.ts';
import { securityAccounts } from './accounts.ts';
import type { SecurityInstance } from './instance.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const CLIENT_IDLE_SECONDS = 2;

/** Whether tests of this folder are among those that were asked for. */
export function areSecurityTestsWanted(patterns: readonly string[]): boolean {
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  return patterns.length === 0 || patterns.some((pattern) => files.some((file) => new RegExp(pattern, 'i').test(file)));
}

/** A constellation that may be attacked. Its server reaches DAViCal through the recorder that each test file listens with. */
export async function startSecurityConstellation(): Promise<Constellation> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-security-'));
  const recorderSocket = path.join(dataDirectory, 'run', 'recorder.sock');
  const constellation = await startConstellation({
    dataDirectory,
    extraAccounts: securityAccounts,
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: `unix:${recorderSocket}`, CLIENT_IDLE_SECONDS: String(CLIENT_IDLE_SECONDS) }),
  });
  process.env['CALENDARS_SECURITY_INSTANCE'] = JSON.stringify(describe(constellation, recorderSocket));
  return constellation;
}

function describe({ url, environment, data, users, parts }: Constellation, recorderSocket: string): SecurityInstance {
  const { caldavServer: davical, postgres, server } = parts();
  return {
    ...{ url, environment, recorderSocket, dataDirectory: data.path, users },
    davicalUrl: davical.url,
    adminDatabaseUrl: postgres.urlFor('postgres'),
    server: server.identity,
  };
}

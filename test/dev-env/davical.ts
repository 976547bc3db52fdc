import { fileURLToPath } from 'node:url';
import type { CaldavServer } from './caldav-server.ts';
import { startChild } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { secretFile, type Secrets } from './secrets.ts';
import { StartError } from './start-error.ts';
import { waitUntil } from './wait-until.ts';

export interface DavicalOptions {
  readonly data: DataDirectory;
  readonly port: number;
  readonly postgresPort: number;
  readonly secrets: Secrets;
}

const START_TIMEOUT_MS = 60_000;
const runFile = fileURLToPath(new URL('../../davical/run.sh', import.meta.url));

/** Runs DAViCal as the container does: davical/run.sh with nginx and php-fpm. */
export async function startDavical({ data, port, postgresPort, secrets }: DavicalOptions): Promise<CaldavServer> {
  const logFile = data.file('log', 'davical.log');
  const child = startChild({
    name: 'DAViCal',
    command: ['bash', runFile],
    logFile,
    stopSignal: 'SIGTERM',
    env: {
      DAVICAL_HOME: data.file('davical'),
      DAVICAL_LISTEN: `127.0.0.1:${port}`,
      DAVICAL_PROXY_SECRET_FILE: secretFile(data, 'upstream', secrets.upstream),
      DAVICAL_PGPASSWORD_FILE: secretFile(data, 'davical-database', secrets.davical),
      DAVICAL_PGUSER: 'davical',
      PGHOST: '127.0.0.1',
      PGPORT: String(postgresPort),
      PGDATABASE: 'calendars',
      DAVICAL_DIE_WITH_PARENT: '1',
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })).ok;
  if (await waitUntil(isUp, START_TIMEOUT_MS, () => child.hasExited())) return { ...child, url };
  await child.stop();
  throw new StartError(`DAViCal did not start; its log is ${logFile} and ends with:\n${child.lastLines()}`);
}

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createExchange } from '../../apps/server/src/dav/exchange.ts';
import type { CaldavServer } from './caldav-server.ts';
import { startChild } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { StartError } from './start-error.ts';
import { unprivileged } from './unprivileged.ts';
import { waitUntil } from './wait-until.ts';

const START_TIMEOUT_MS = 30_000;
/** sun_path of unix(7), with its end. */
const LONGEST_SOCKET_PATH = 107;
const partFile = (name: string) => fileURLToPath(new URL(`../../radicale/${name}`, import.meta.url));

/** Runs Radicale as docs/operations/radicale.md says: gunicorn on a Unix socket, in a directory that is closed to others. */
export async function startRadicale(data: DataDirectory): Promise<CaldavServer> {
  const logFile = data.file('log', 'radicale.log');
  const socketPath = prepareDirectory(data);
  const { prefix } = unprivileged();
  const child = startChild({
    name: 'Radicale',
    command: ['env', ...prefix, 'gunicorn', '--config', partFile('gunicorn.conf.py')],
    logFile,
    stopSignal: 'SIGTERM',
    env: {
      RADICALE_SOCKET: socketPath,
      RADICALE_CONFIG: `${partFile('config')}:${data.file('radicale', 'config')}`,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  const ask = createExchange({ origin: 'http://localhost', socketPath }, { keepAlive: false });
  const isUp = async () => (await ask({ method: 'OPTIONS', target: '/', signal: AbortSignal.timeout(2000) })).status === 200;
  if (await waitUntil(isUp, START_TIMEOUT_MS, () => child.hasExited())) return { ...child, url: `unix:${socketPath}` };
  await child.stop();
  throw new StartError(`Radicale did not start; its log is ${logFile} and ends with:\n${child.lastLines()}`);
}

/** Returns where the socket is to be. */
function prepareDirectory(data: DataDirectory): string {
  const directory = data.file('radicale');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  unprivileged().own(directory);
  data.write('radicale/config', `[storage]\nfilesystem_folder = ${data.file('radicale', 'collections')}\n`);
  const socketPath = data.file('radicale', 'radicale.sock');
  if (Buffer.byteLength(socketPath) <= LONGEST_SOCKET_PATH) return socketPath;
  throw new StartError(`The path of the data directory ${data.path} is too long for a socket; set CALENDARS_DATA_DIR to a shorter one.`);
}

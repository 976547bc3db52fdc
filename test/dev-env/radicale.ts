import { mkdirSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
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
  const isUp = () => answers(socketPath);
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

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method: 'OPTIONS', path: '/', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end();
  });
}

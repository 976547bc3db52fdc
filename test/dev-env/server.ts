import { fileURLToPath } from 'node:url';
import { startChild, type Child } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { StartError } from './start-error.ts';
import { waitUntil } from './wait-until.ts';

export interface ServerOptions {
  readonly data: Pick<DataDirectory, 'file'>;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
}

const START_TIMEOUT_MS = 30_000;
const serve = fileURLToPath(new URL('../../apps/server/serve.sh', import.meta.url));

/** Runs the service; it is up when it answers, whether or not what it depends on does. */
export async function startServer({ data, port, environment }: ServerOptions): Promise<Child> {
  const child = startChild({
    name: 'server',
    command: ['sh', serve],
    env: { NODE: process.execPath, NODE_NO_WARNINGS: '1', ...environment },
    logFile: data.file('log', 'server.log'),
    stopSignal: 'SIGTERM',
  });
  const isUp = async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok && !child.hasExited();
  if (await waitUntil(isUp, START_TIMEOUT_MS, () => child.hasExited())) return child;
  await child.stop();
  throw new StartError(`The server did not start:\n${child.lastLines()}`);
}

import { createServer } from 'node:net';
import { hasCode, StartError } from './start-error.ts';

/** A port of the loopback interface that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export const isPortFree = async (port: number, host?: string): Promise<boolean> => (await tryPort(port, host)) === undefined;

/** Throws a `StartError` that says what to do when the port cannot be had. */
export async function requirePort(port: number): Promise<void> {
  const error = await tryPort(port);
  if (error === undefined) return;
  const other = 'Choose another one, e.g. PORT=8080 npm start';
  if (hasCode(error, 'EACCES')) throw new StartError(`Port ${port} is for root only. ${other}`);
  throw new StartError(`Port ${port} is in use by another program. ${port === 8080 ? other.replace('8080', '8081') : other}`);
}

/** The error of listening, or undefined. */
function tryPort(port: number, host = '0.0.0.0'): Promise<unknown> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

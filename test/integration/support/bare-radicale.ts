import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from '../../dev-env/child-process.ts';
import { freePort } from '../../dev-env/ports.ts';
import { waitUntil } from '../../dev-env/wait-until.ts';

/** Radicale as its package runs it: with its own web server, which speaks HTTP/1.0. `auth` is the section of its configuration. */
export async function startBareRadicale(directory: string, auth: readonly string[]): Promise<Child & { url: string }> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string) => path.join(directory, name);
  const port = await freePort();
  const server = ['[server]', `hosts = 127.0.0.1:${port}`];
  writeFileSync(file('config'), [...server, '[auth]', ...auth, '[storage]', `filesystem_folder = ${file('collections')}`].join('\n'));
  const command = ['radicale', '--config', file('config')] as const;
  const child = startChild({ name: 'bare Radicale', command, env: {}, logFile: file('log'), stopSignal: 'SIGTERM' });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => (await fetch(url, { method: 'OPTIONS' })).ok;
  if (await waitUntil(isUp, 20_000, () => child.hasExited())) return { ...child, url };
  await child.stop();
  throw new Error(`Radicale did not start:\n${child.lastLines()}`);
}

/** With one user and a password. */
export function startBareRadicaleFor(
  directory: string,
  { user, password }: { user: string; password: string },
): ReturnType<typeof startBareRadicale> {
  mkdirSync(directory, { recursive: true });
  const users = path.join(directory, 'users');
  writeFileSync(users, `${user}:${password}\n`);
  return startBareRadicale(directory, ['type = htpasswd', `htpasswd_filename = ${users}`, 'htpasswd_encryption = plain', 'delay = 0']);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from '../dev-env/child-process.ts';
import { freePort } from '../dev-env/ports.ts';
import { waitUntil } from '../dev-env/wait-until.ts';
import type { Account } from './run-client.ts';

/** Radicale as its package runs it, with its own web server and a password file: what the proxy is compared with. */
export async function startBareRadicale(directory: string, { user, password }: Omit<Account, 'url'>): Promise<Child & { url: string }> {
  mkdirSync(directory, { recursive: true });
  const file = (name: string) => path.join(directory, name);
  const port = await freePort();
  const config = [
    ...['[server]', `hosts = 127.0.0.1:${port}`],
    ...['[auth]', 'type = htpasswd', `htpasswd_filename = ${file('users')}`, 'htpasswd_encryption = plain', 'delay = 0'],
    ...['[storage]', `filesystem_folder = ${file('collections')}`],
  ];
  writeFileSync(file('config'), config.join('\n'));
  writeFileSync(file('users'), `${user}:${password}\n`);
  const command = ['radicale', '--config', file('config')] as const;
  const child = startChild({ name: 'bare Radicale', command, env: {}, logFile: file('log'), stopSignal: 'SIGTERM' });
  const url = `http://127.0.0.1:${port}/`;
  const isUp = async () => (await fetch(url, { method: 'OPTIONS' })).ok;
  if (await waitUntil(isUp, 20_000, () => child.hasExited())) return { ...child, url };
  await child.stop();
  throw new Error(`Radicale did not start:\n${child.lastLines()}`);
}

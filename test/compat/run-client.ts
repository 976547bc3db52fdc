import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface Account {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface ClientRun {
  /** Names of cases, without details. */
  readonly passed: readonly string[];
  /** Lines as they were printed. */
  readonly failed: readonly string[];
  readonly summary: string;
}

/** Runs a script of clients/, which counts its own cases, as this person. */
export async function runClient(name: string, { url, user, password }: Account): Promise<ClientRun> {
  const env = { ...process.env, BASE_URL: url, USER: user, PASSWORD: password, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(...commandOf(name), { env }).catch((error: unknown) => error as { stdout: string });
  const lines = stdout.trim().split('\n');
  const after = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  return {
    passed: after('ok   - ').map((line) => line.split(' | ', 1)[0] ?? ''),
    failed: after('FAIL - '),
    summary: lines.at(-1) ?? '',
  };
}

/** Debian's Python, because that is the one that sees Debian's libraries. */
function commandOf(name: string): [string, string[]] {
  const script = (extension: string) => fileURLToPath(new URL(`./clients/${name}.${extension}`, import.meta.url));
  return existsSync(script('py')) ? ['/usr/bin/python3', [script('py')]] : ['bash', [script('sh')]];
}

import { execFile } from 'node:child_process';
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
  const script = fileURLToPath(new URL(`./clients/${name}.sh`, import.meta.url));
  const env = { ...process.env, BASE_URL: url, USER: user, PASSWORD: password, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)('bash', [script], { env }).catch((error: unknown) => error as { stdout: string });
  const lines = stdout.trim().split('\n');
  const after = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  return {
    passed: after('ok   - ').map((line) => line.split(' | ', 1)[0] ?? ''),
    failed: after('FAIL - '),
    summary: lines.at(-1) ?? '',
  };
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Constellation } from '../../dev-env/constellation.ts';

/** By the command line, as an administrator makes one. */
export async function makeAppPassword(constellation: Constellation, email: string): Promise<string> {
  const env = { ...process.env, CALENDARS_DATA_DIR: constellation.data.path, NODE_OPTIONS: '' };
  const args = ['apps/server/src/cli/main.ts', 'app-password', 'create', email, '--name', 'test'];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

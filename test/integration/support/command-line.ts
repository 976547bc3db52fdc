import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { instance } from './instance.ts';

/** The command line, as an administrator uses it; returns what it prints. */
export async function calendars(...args: string[]): Promise<string> {
  const env = { ...process.env, CALENDARS_DATA_DIR: instance.dataDirectory, NODE_OPTIONS: '' };
  return (await promisify(execFile)(process.execPath, ['apps/server/src/cli/main.ts', ...args], { env })).stdout;
}

export const changeUser = (change: 'deactivate' | 'activate', email: string): Promise<string> => calendars('user', change, email);

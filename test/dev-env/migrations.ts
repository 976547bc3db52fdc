import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Applies the SQL migrations by the official command line. */
export async function applyMigrations(databaseUrl: string): Promise<void> {
  const args = ['node_modules/prisma/build/index.js', 'migrate', 'deploy'];
  const env = { ...process.env, DATABASE_URL: databaseUrl, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: root, env });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new StartError(`The database migrations failed:\n${output}`);
  }
}

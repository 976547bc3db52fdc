import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

const web = fileURLToPath(new URL('../../apps/web', import.meta.url));

/** Whether the built application is missing, or older than what it is built from. */
export function isWebBuildStale(): boolean {
  const built = path.join(web, 'dist', 'index.html');
  return !existsSync(built) || newest(['src', 'public', 'index.html', 'vite.config.ts', 'package.json']) > statSync(built).mtimeMs;
}

export async function buildWeb(): Promise<void> {
  if (!isWebBuildStale()) return;
  try {
    await promisify(execFile)(process.execPath, [path.join(web, '../../node_modules/vite/bin/vite.js'), 'build'], { cwd: web });
  } catch (error) {
    throw new StartError(
      `The web application could not be built:\n${error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)}`,
    );
  }
}

function newest(names: readonly string[]): number {
  const files = names.flatMap((name) => {
    const full = path.join(web, name);
    if (!existsSync(full)) return [];
    if (!statSync(full).isDirectory()) return [full];
    return readdirSync(full, { recursive: true, encoding: 'utf8' }).map((each) => path.join(full, each));
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

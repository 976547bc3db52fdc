#!/usr/bin/env node
/**
 * npm run test:compose: the compose test where a Docker engine answers, else one line that says why not and exit code 0.
 *   --why-not   prints only that line, for `npm test`, which counts the compose test as not run
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { whyNotRun } from './engine.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const [option, ...rest] = process.argv.slice(2);
const reason = whyNotRun();

if (reason) console.log(reason);
if (!reason && option !== '--why-not') {
  const args = ['test/dev-env/bootstrap.mjs', 'test', '--config', 'test/compose/jest.config.js', ...(option ? [option, ...rest] : [])];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

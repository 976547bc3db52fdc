#!/usr/bin/env node
/** npm run test:compose: the compose test where a Docker engine answers, else one line that says why not and exit code 0. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { whyNotRun } from './engine.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const reason = whyNotRun();

if (reason) console.log(reason);
else {
  const args = ['test/dev-env/bootstrap.mjs', 'jest', '--config', 'test/compose/jest.config.js', ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

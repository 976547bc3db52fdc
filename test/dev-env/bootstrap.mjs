#!/usr/bin/env node
/**
 * node test/dev-env/bootstrap.mjs <task> [arguments]: makes a fresh checkout ready and runs the task with the Node that the project is
 * made for. Runs on any Node from 20 on, before anything is installed: built-in modules only.
 */
import { whyNotRun } from '../compose/engine.mjs';
import { BootstrapError } from './bootstrap/bootstrap-error.mjs';
import { generateClient } from './bootstrap/generate-client.mjs';
import { installDependencies } from './bootstrap/install-dependencies.mjs';
import { holdInstallLock } from './bootstrap/install-lock.mjs';
import { refuseOldNode, pickNode } from './bootstrap/pick-node.mjs';
import { runTask } from './bootstrap/run-task.mjs';
import { createReport } from './report.mjs';

const jest = { command: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'], environment: { NODE_NO_WARNINGS: '1' } };

/** `quiet`: nothing may appear on standard output but what the task itself prints. `closing`: a last line, if there is one to say. */
const tasks = {
  start: { command: ['test/dev-env/start.ts'] },
  test: { ...jest, closing: whyNotRun },
  jest,
  bench: { command: ['test/bench/main.ts'], quiet: true },
  calendars: { command: ['apps/server/src/cli/main.ts'], quiet: true },
};

async function main([name = '', ...args]) {
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!task) throw new BootstrapError(`Usage: node test/dev-env/bootstrap.mjs <${Object.keys(tasks).join('|')}> [arguments]`);
  refuseOldNode(process.versions.node);
  const report = createReport({ stream: task.quiet ? process.stderr : process.stdout, quiet: name !== 'start' });
  const node = await prepare(report);
  const code = await runTask(node, task, args);
  const line = task.closing?.();
  if (line) console.error(line);
  return code;
}

/** Returns the path of the Node to use. Of two that prepare at once the second waits and then finds everything done. */
async function prepare(report) {
  const release = await holdInstallLock(report);
  try {
    await installDependencies(report);
    const node = pickNode();
    await generateClient(report, node);
    return node;
  } finally {
    release();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof BootstrapError ? error.message : error);
    process.exit(1);
  },
);

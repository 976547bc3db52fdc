import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { setInterval } from 'node:timers';
import { root } from './project.mjs';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs the task in the caller's directory with its terminal, and returns the exit code. Signals go on to it; it does not outlive this process. */
export async function runTask(node, { command, environment }, args) {
  const [script, ...rest] = command.map((part) => (part.startsWith('--') ? part : root + part));
  const child = spawn(...endWithParent([node, script, ...rest, ...args]), { stdio: 'inherit', env: { ...process.env, ...environment } });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  const [code, signal] = await once(child, 'exit');
  return code ?? 128 + constants.signals[signal];
}

/** Where there is `setpriv` (util-linux), the kernel ends the task when this process dies. */
function endWithParent(command) {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find(existsSync);
  const [program, ...args] = setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', ...command] : command;
  return [program, args];
}

/** npm does not say that it was killed: its child then gets another parent. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 1000).unref();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
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

/** npm does not say that it was killed: what it ran, which is this process or the shell above it, then gets another parent. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const lineage = () => `${process.ppid} ${nameOf(process.ppid).startsWith('npm') ? '' : parentOf(process.ppid)}`;
  const atStart = lineage();
  setInterval(() => {
    if (lineage() !== atStart) child.kill('SIGTERM');
  }, 1000).unref();
}

const nameOf = (pid) => stat(pid).name;
const parentOf = (pid) => stat(pid).parent;

/** proc_pid_stat(5): the name is in parentheses and may hold some itself. */
function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    return { name: text.slice(text.indexOf('(') + 1, end), parent: text.slice(end + 2).split(' ')[1] };
  } catch {
    return { name: '', parent: '' };
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { BootstrapError } from './bootstrap-error.mjs';
import { root } from './project.mjs';

/** Beside node_modules and not in it, which `npm ci` empties. package.json is there in every checkout, and only its lock is used. */
const LOCKED_FILE = `${root}package.json`;

/**
 * One installation at a time. The kernel's lock belongs to a child that reads our pipe, so it ends with this process, however that ends.
 * Returns what releases it. Without `flock` (util-linux) there is no lock.
 */
export async function holdInstallLock(report) {
  refuseUnreadable();
  const holder = spawn('flock', ['--no-fork', LOCKED_FILE, 'sh', '-c', 'echo locked; exec cat'], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const locked = Promise.race([
    once(holder.stdout, 'data').then(() => undefined),
    once(holder, 'exit').then(() => undefined),
    once(holder, 'error').then(() => undefined),
  ]).catch(() => undefined);
  await waitAloud(report, locked);
  return () => {
    holder.stdin.on('error', () => undefined).end();
    holder.unref();
    holder.stdout.destroy();
  };
}

async function waitAloud(report, locked) {
  const timer = setTimeout(() => report.line('  Waiting for another start that is installing the dependencies'), 2000);
  await locked;
  clearTimeout(timer);
}

function refuseUnreadable() {
  try {
    closeSync(openSync(LOCKED_FILE, 'r'));
  } catch {
    throw new BootstrapError(`${LOCKED_FILE} cannot be read: the checkout is not complete, or belongs to another user.`);
  }
}

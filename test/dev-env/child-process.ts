import { spawn, type ChildProcess as NodeChild } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { hasCode } from './start-error.ts';

export interface ChildOptions {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Everything it prints is appended here. */
  readonly logFile: string;
  /** What asks it to end in good order; also sent by the kernel when this process dies, so that no child outlives its supervisor. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

/** A running part of the constellation. */
export interface Child {
  readonly name: string;
  readonly identity: ProcessIdentity;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** Asks it to end, and ends it by force after a while. */
  stop(): Promise<void>;
  /** SIGKILL to it and to all that it has started, as when the machine or the container goes away. */
  kill(): Promise<void>;
  /** The last lines that it has printed. */
  lastLines(count?: number): string;
}

const STOP_PATIENCE_MS = 15_000;

export function startChild({ name, command, env, cwd, logFile, stopSignal }: ChildOptions): Child {
  const log = openSync(logFile, 'a', 0o600);
  // a session of its own: Ctrl-C in the terminal reaches only the supervisor, which stops its parts in order
  const child = spawn('setpriv', ['--pdeathsig', stopSignal.slice(3), '--', ...command], {
    cwd,
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const hasExited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const identity = identifyProcess(child.pid ?? 0) ?? { pid: child.pid ?? 0, startTime: '' };
  return {
    name,
    identity,
    exited,
    hasExited,
    stop: () => endChild(child, exited, stopSignal),
    kill: async () => {
      if (!hasExited()) killGroup(identity.pid);
      await exited;
    },
    lastLines: (count = 5) => readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n'),
  };
}

async function endChild(child: NodeChild, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const force = setTimeout(() => child.pid !== undefined && killGroup(child.pid), STOP_PATIENCE_MS);
  await exited;
  clearTimeout(force);
}

/** Each part leads a process group of its own. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Ends what an instance that was killed has left running. */
export async function endLeftovers(leftovers: readonly ProcessIdentity[]): Promise<void> {
  const alive = leftovers.filter(isAlive);
  for (const { pid } of alive) process.kill(pid, 'SIGTERM');
  for (let waited = 0; alive.some(isAlive); waited += 50) {
    if (waited === 3000) for (const each of alive.filter(isAlive)) process.kill(each.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

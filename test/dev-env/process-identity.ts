import { readFileSync } from 'node:fs';

/** A process as long as it lives: its number may be given to another one later, but not with the same start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat, clock ticks since boot. */
  readonly startTime: string;
}

/** Undefined when there is no such process, or it has ended and is not reaped yet. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startTime = fields[18];
    return state === 'Z' || startTime === undefined ? undefined : { pid, startTime };
  } catch {
    return undefined;
  }
}

export const isAlive = ({ pid, startTime }: ProcessIdentity): boolean => identifyProcess(pid)?.startTime === startTime;

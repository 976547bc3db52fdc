import { readdirSync, readFileSync } from 'node:fs';

/** proc_pid_stat(5), in ticks of 1/100 s on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** CPU seconds that a process and its descendants have used: user and system. */
export function cpuSeconds(root: number): number {
  return treeOf(root).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND;
}

/** Resident memory of a process and its descendants, in MB. */
export function residentMegabytes(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => sum + residentOf(pid), 0) / 1024;
}

/** The largest resident memory while `work` runs, beside what it was before, in MB. */
export async function watchMemory(root: number, work: () => Promise<unknown>): Promise<{ before: number; peak: number }> {
  const before = residentMegabytes(root);
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, residentMegabytes(root))), 25);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { before, peak };
}

function treeOf(root: number): Stat[] {
  const all = readdirSync('/proc').filter(isNumber).map(readStat);
  const known = all.filter((each) => each !== undefined);
  const tree = known.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...known.filter(({ parent }) => parent === pid));
  return tree;
}

const isNumber = (name: string): boolean => /^\d+$/.test(name);

/** The name is in parentheses and may hold some itself. */
function readStat(name: string): Stat | undefined {
  const text = readProc(name, 'stat');
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

const residentOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readProc(String(pid), 'status') ?? '')?.[1] ?? 0);

function readProc(pid: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

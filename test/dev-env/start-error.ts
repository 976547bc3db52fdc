import { statfsSync } from 'node:fs';

/** Trouble that was foreseen: its message is one sentence for the person at the terminal, and no stack trace is shown. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Whether an error is a system call's with this code. Not by `instanceof`: the test runner has an `Error` of its own. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

const fullDisk = (directory: string) => `The disk with the data directory ${directory} is full: make room there and start again.`;

/** With less than this nothing works, and a part that fails cannot even write into its log why. */
const FULL_BELOW_BYTES = 4 * 1024 * 1024;

/** A full disk shows itself as the error of a system call, in the words of a part that gave up, or only by itself. */
export function explainFullDisk(error: unknown, directory: string): unknown {
  const said = error instanceof Error && /No space left on device|Disk quota exceeded/.test(error.message);
  const isFull = said || hasCode(error, 'ENOSPC') || hasCode(error, 'EDQUOT') || freeBytes(directory) < FULL_BELOW_BYTES;
  return isFull ? new StartError(fullDisk(directory)) : error;
}

function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/** The sentence for trouble with files, or undefined when it is another trouble. */
export function describeFileTrouble(error: unknown, directory: string): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  switch (error.code) {
    case 'EROFS':
      return `The data directory ${directory} is on a read-only file system; set CALENDARS_DATA_DIR to one that can be written to.`;
    case 'EACCES':
    case 'EPERM':
      return `The data directory ${directory} cannot be written to by this user; set CALENDARS_DATA_DIR to one that can.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return fullDisk(directory);
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data directory ${directory} is not a directory; set CALENDARS_DATA_DIR to another one.`;
    case 'ENOENT':
      return `The data directory ${directory} cannot be made; set CALENDARS_DATA_DIR to another one.`;
    default:
      return undefined;
  }
}

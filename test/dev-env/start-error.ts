/** Trouble that was foreseen: its message is one sentence for the person at the terminal, and no stack trace is shown. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Whether an error is a system call's with this code. Not by `instanceof`: the test runner has an `Error` of its own. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

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
      return `The disk with the data directory ${directory} is full.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data directory ${directory} is not a directory; set CALENDARS_DATA_DIR to another one.`;
    default:
      return undefined;
  }
}

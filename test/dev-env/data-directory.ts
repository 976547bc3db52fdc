import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { describeFileTrouble, hasCode, StartError } from './start-error.ts';

const MARKER = 'calendars-data.json';
const LAYOUT = 1;
const markerSchema = z.object({ product: z.literal('calendars'), layout: z.number() });
/** What a start that was killed may have made before the marker. */
const BEFORE_MARKER = [`${MARKER}.new`, 'run'];

/** Where an instance keeps everything. */
export interface DataDirectory {
  readonly path: string;
  /** An absolute path inside. */
  file(...parts: readonly string[]): string;
  /** Writes a file so that it is either the old or the new one after a crash. */
  write(name: string, content: string, mode?: number): void;
  read(name: string): string | undefined;
  release(): void;
}

/** Opens a data directory for one instance. Throws `StartError` when it is foreign, used by another instance, or not writable. */
export function openDataDirectory(directory: string): DataDirectory {
  try {
    mkdirSync(directory, { recursive: true });
    refuseForeign(directory);
    makeFolder(directory, 'run');
    const release = acquireLock(directory);
    if (reader(directory)(MARKER) === undefined) writer(directory)(MARKER, `${JSON.stringify({ product: 'calendars', layout: LAYOUT })}\n`);
    makeFolder(directory, 'log');
    makeFolder(directory, 'secrets', 0o700);
    return {
      path: directory,
      file: (...parts) => path.join(directory, ...parts),
      write: writer(directory),
      read: reader(directory),
      release,
    };
  } catch (error) {
    const sentence = describeFileTrouble(error, directory);
    throw sentence === undefined ? error : new StartError(sentence);
  }
}

/** Not `recursive`, with which Node says on a read-only file system that there is no such directory. */
function makeFolder(directory: string, name: string, mode = 0o755): void {
  try {
    mkdirSync(path.join(directory, name), { mode });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

/** Nothing is written into a directory before this. */
function refuseForeign(directory: string): void {
  const names = readdirSync(directory);
  if (!names.includes(MARKER)) {
    const foreign = names.find((name) => !BEFORE_MARKER.includes(name));
    if (foreign === undefined) return;
    throw new StartError(`${directory} holds files that are not of Calendars (${foreign}); set CALENDARS_DATA_DIR to an empty directory.`);
  }
  const parsed = markerSchema.safeParse(tryJson(reader(directory)(MARKER) ?? ''));
  if (!parsed.success) throw new StartError(`${directory} is not a data directory of Calendars; set CALENDARS_DATA_DIR to another one.`);
  if (parsed.data.layout > LAYOUT) throw new StartError(`${directory} was written by a newer version of Calendars; update this one.`);
}

/**
 * One instance per directory. The kernel's lock belongs to the open file, which `flock` shares with this process: it ends when the file
 * is closed, or with this process however that ends, so there is no dead lock to take over. The file itself is never removed.
 */
function acquireLock(directory: string): () => void {
  const file = path.join(directory, 'run', 'lock');
  const handle = openSync(file, 'a+', 0o644);
  const { status } = spawnSync('flock', ['--nonblock', '3'], { stdio: ['ignore', 'ignore', 'ignore', handle] });
  if (status === 0) {
    ftruncateSync(handle);
    writeSync(handle, String(process.pid));
    return () => closeSync(handle);
  }
  closeSync(handle);
  if (status !== 1)
    throw new StartError(`${file} cannot be locked; the program flock (util-linux) and a file system with locks are needed.`);
  const owner = readFileSync(file, 'utf8');
  throw new StartError(
    `Calendars is already running with its data in ${directory}${owner && ` (process ${owner})`}; set CALENDARS_DATA_DIR and PORT for a second one.`,
  );
}

const reader =
  (directory: string) =>
  (name: string): string | undefined => {
    try {
      return readFileSync(path.join(directory, name), 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  };

const writer =
  (directory: string) =>
  (name: string, content: string, mode = 0o644): void => {
    const target = path.join(directory, name);
    writeFileSync(`${target}.new`, content, { mode, flush: true });
    renameSync(`${target}.new`, target);
  };

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { mkdirSync, openSync, closeSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { identifyProcess, isAlive } from './process-identity.ts';
import { describeFileTrouble, hasCode, StartError } from './start-error.ts';

const MARKER = 'calendars-data.json';
const LAYOUT = 1;
const markerSchema = z.object({ product: z.literal('calendars'), layout: z.number() });
const lockSchema = z.object({ pid: z.number(), startTime: z.string() });

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
    claim(directory);
    for (const part of ['log', 'run', 'secrets'])
      mkdirSync(path.join(directory, part), { recursive: true, mode: part === 'secrets' ? 0o700 : 0o755 });
    const release = acquireLock(directory);
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

function claim(directory: string): void {
  const marker = reader(directory)(MARKER);
  if (marker === undefined) {
    const foreign = readdirSync(directory).filter((name) => !name.endsWith('.new'));
    if (foreign.length > 0)
      throw new StartError(
        `${directory} holds files that are not of Calendars (${foreign[0] ?? ''}); set CALENDARS_DATA_DIR to an empty directory.`,
      );
    writer(directory)(MARKER, `${JSON.stringify({ product: 'calendars', layout: LAYOUT })}\n`);
    return;
  }
  const parsed = markerSchema.safeParse(tryJson(marker));
  if (!parsed.success) throw new StartError(`${directory} is not a data directory of Calendars; set CALENDARS_DATA_DIR to another one.`);
  if (parsed.data.layout > LAYOUT) throw new StartError(`${directory} was written by a newer version of Calendars.`);
}

/** One instance per directory. The lock of an instance that is no longer alive is taken over. */
function acquireLock(directory: string): () => void {
  const file = path.join(directory, 'run', 'lock');
  for (;;) {
    try {
      const handle = openSync(file, 'wx', 0o644);
      writeFileSync(handle, JSON.stringify(identifyProcess(process.pid)));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const owner = lockSchema.safeParse(tryJson(readFileSync(file, 'utf8')));
    if (owner.success && isAlive(owner.data))
      throw new StartError(
        `Calendars is already running with its data in ${directory} (process ${owner.data.pid}); set CALENDARS_DATA_DIR and PORT for a second one.`,
      );
    rmSync(file, { force: true });
  }
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

import { randomUUID } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DavError } from '../errors/dav-error.ts';

export interface BodyOfKnownLength {
  readonly length: number;
  /** To be read to its end or destroyed. */
  readonly body: Readable;
}

export interface BufferLimits {
  /** Longer bodies are 413. */
  readonly maxBytes?: number;
  /** What is kept in memory; the rest of a longer body goes to a temporary file. */
  readonly memoryBytes?: number;
  readonly directory?: string;
  /** Ends it with the signal's reason; the connection stays open, for the answer. */
  readonly signal?: AbortSignal;
}

const MEMORY_BYTES = 1024 * 1024;
const MAX_BYTES = 25 * 1024 * 1024;

/**
 * Reads a body of unknown length to its end, for upstreams that take no chunked ones (RFC 9112 7.1). The temporary file has no name as
 * soon as it is open, so that nothing is left of it, whatever becomes of this process.
 */
export async function giveLength(req: IncomingMessage, limits: BufferLimits = {}): Promise<BodyOfKnownLength> {
  const { maxBytes = MAX_BYTES, memoryBytes = MEMORY_BYTES, directory = tmpdir() } = limits;
  const kept = new KeptBody(memoryBytes, directory);
  try {
    for await (const chunk of chunksOf(req, limits.signal)) {
      if (kept.length + chunk.length > maxBytes) throw tooLong(maxBytes);
      await kept.add(chunk);
    }
  } catch (error) {
    await kept.discard();
    throw isDiskFull(error) ? new DavError(507, 'There is no room for the body', undefined, { cause: error }) : error;
  }
  return { length: kept.length, body: kept.read() };
}

class KeptBody {
  length = 0;
  readonly #memoryBytes: number;
  readonly #directory: string;
  #inMemory: Buffer[] = [];
  #file: FileHandle | undefined;

  constructor(memoryBytes: number, directory: string) {
    this.#memoryBytes = memoryBytes;
    this.#directory = directory;
  }

  async add(chunk: Buffer): Promise<void> {
    this.length += chunk.length;
    this.#inMemory.push(chunk);
    if (this.length <= this.#memoryBytes) return;
    this.#file ??= await openNameless(this.#directory);
    for (const each of this.#inMemory.splice(0)) await this.#file.writeFile(each);
  }

  read(): Readable {
    return this.#file?.createReadStream({ start: 0 }) ?? Readable.from(this.#inMemory, { objectMode: false });
  }

  async discard(): Promise<void> {
    await this.#file?.close();
  }
}

/** An early end leaves the connection open, for the answer. */
async function* chunksOf(req: IncomingMessage, signal?: AbortSignal): AsyncIterable<Buffer> {
  const chunks: AsyncIterator<Buffer> = req.iterator({ destroyOnReturn: false });
  const aborted = rejectionOf(signal);
  for (;;) {
    const next = await Promise.race([chunks.next(), ...aborted]);
    if (next.done) return;
    yield next.value;
  }
}

function rejectionOf(signal: AbortSignal | undefined): Promise<never>[] {
  if (!signal) return [];
  return [new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true }))];
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error('aborted'));

const tooLong = (maxBytes: number) =>
  new DavError(413, `The body is longer than ${maxBytes} bytes`, undefined, { headers: { Connection: 'close' } });

async function openNameless(directory: string): Promise<FileHandle> {
  const name = path.join(directory, `calendars-body-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  await rm(name);
  return file;
}

const isDiskFull = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

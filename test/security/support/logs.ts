import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { instance } from './instance.ts';

const folder = path.join(instance.dataDirectory, 'log');

/** The logs of the server, of nginx and php-fpm, of PostgreSQL and of the provider, from a moment on. */
export class Logs {
  readonly #offsets = new Map<string, number>();

  constructor() {
    this.readNew();
  }

  /** What has been added since the last call, by file. */
  readNew(): Map<string, string> {
    return new Map(readdirSync(folder).map((name) => [name, this.#read(name)]));
  }

  #read(name: string): string {
    const handle = openSync(path.join(folder, name), 'r');
    const from = this.#offsets.get(name) ?? 0;
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.max(size - from, 0));
    readSync(handle, bytes, 0, bytes.length, from);
    closeSync(handle);
    this.#offsets.set(name, size);
    return bytes.toString();
  }
}

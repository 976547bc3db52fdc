import net from 'node:net';
import { COUNTER, LARGE_BODY_BYTES } from './requests.ts';
import { ResponseReader } from './response-reader.ts';

const filling = Buffer.alloc(256 * 1024, 0x61);
let counter = 0;

/** One kept connection, on which one request follows the other. */
export class LoadConnection {
  readonly #socket: net.Socket;
  #settle: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    const reader = new ResponseReader((status) => this.#settle?.resolve(status));
    const gone = (error?: Error | boolean) => this.#settle?.reject(error instanceof Error ? error : new Error('the connection was closed'));
    socket
      .on('data', (data) => reader.read(data))
      .on('error', gone)
      .on('close', gone);
  }

  static open(port: number): Promise<LoadConnection> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(new LoadConnection(socket.setNoDelay(true))));
      socket.once('error', reject);
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Sends a request and returns the status of its answer, which has been read to the end. */
  ask(request: Buffer): Promise<number> {
    return this.#send(() => this.#socket.write(request));
  }

  /** A request whose head says that LARGE_BODY_BYTES follow. */
  askWithLargeBody(head: Buffer): Promise<number> {
    return this.#send(() => {
      this.#socket.write(head);
      this.#pump(LARGE_BODY_BYTES);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(write: () => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      write();
    });
  }

  #pump(size: number): void {
    let left = size;
    while (left > 0 && !this.#socket.destroyed) {
      const part = filling.subarray(0, Math.min(left, filling.length));
      left -= part.length;
      if (this.#socket.write(part)) continue;
      const after = left;
      this.#socket.once('drain', () => this.#pump(after));
      return;
    }
  }
}

/** Puts the next number where the request has a place for it. */
export function numbered(request: Buffer): () => Buffer {
  const at = request.indexOf(COUNTER);
  if (at < 0) return () => request;
  return () => {
    request.write(String((counter += 1)).padStart(COUNTER.length, '0'), at);
    return request;
  };
}

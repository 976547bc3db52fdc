import net from 'node:net';
import { instance } from './instance.ts';
import { fieldOf, fieldsOf, MessageReader, type Message } from './message-reader.ts';

export interface Answer extends Message {
  readonly status: number;
  field(name: string): string | undefined;
  all(name: string): string[];
  /** Status line, headers and body. */
  readonly text: string;
}

/** What a connection has brought. */
export interface Exchange {
  /** Final answers, in order. */
  readonly answers: readonly Answer[];
  /** Interim ones (1xx). */
  readonly interim: readonly number[];
  readonly isClosed: boolean;
}

export interface ExchangeOptions {
  /** Ends when so many final answers are there. */
  readonly expect?: number;
  readonly timeoutMs?: number;
  /** Methods of the requests, where one of them is HEAD. */
  readonly isHead?: boolean;
  /** Says more when an interim answer has come. */
  readonly afterInterim?: string;
}

const PATIENCE_MS = 10_000;

export interface Address {
  readonly host: string;
  readonly port: number;
}

const { hostname, port } = new URL(instance.url);
const serverAddress: Address = { host: hostname, port: Number(port) };

/** Everything that has been answered to anybody, for the oracles. */
export const heard: Answer[] = [];

/** One connection to the server, on which bytes are said as they are. */
export class RawConnection {
  readonly answers: Answer[] = [];
  readonly interim: number[] = [];
  isClosed = false;
  readonly socket: net.Socket;
  readonly #listeners = new Set<() => void>();

  constructor({ isHead = false, at = serverAddress }: { isHead?: boolean; at?: Address } = {}) {
    const reader = new MessageReader({ isBodiless: () => isHead, onMessage: (message) => this.#take(message) });
    this.socket = net.connect(at);
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk) => reader.push(chunk));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      reader.end();
      this.isClosed = true;
      this.#tell();
    });
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Waits until `count` final answers are there in all, the connection is closed, or the time is up. */
  async wait(count: number, timeoutMs = PATIENCE_MS): Promise<Exchange> {
    await this.until(() => this.answers.length >= count, timeoutMs);
    return this;
  }

  until(condition: () => boolean, timeoutMs = PATIENCE_MS): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#listeners.delete(check);
        resolve();
      };
      const check = () => {
        if (condition() || this.isClosed) done();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#listeners.add(check);
      check();
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #take(message: Message): void {
    const status = Number(message.start.split(' ')[1]);
    if (status >= 100 && status < 200) this.interim.push(status);
    else this.answers.push(toAnswer(message, status));
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function toAnswer(message: Message, status: number): Answer {
  const head = message.fields.map(([name, value]) => `${name}: ${value}`);
  const answer: Answer = {
    ...message,
    status,
    field: (name) => fieldOf(message, name),
    all: (name) => fieldsOf(message, name),
    text: [message.start, ...head, '', message.body].join('\r\n'),
  };
  heard.push(answer);
  return answer;
}

/** Says these bytes to the server, on a connection of their own. */
export const exchange = (bytes: string, options: ExchangeOptions = {}): Promise<Exchange> => sayTo(serverAddress, bytes, options);

export async function sayTo(at: Address, bytes: string, options: ExchangeOptions = {}): Promise<Exchange> {
  const { expect = 1, timeoutMs, isHead = false, afterInterim } = options;
  const connection = new RawConnection({ isHead, at });
  connection.send(bytes);
  if (afterInterim !== undefined) {
    await connection.until(() => connection.interim.length > 0 || connection.answers.length > 0, timeoutMs);
    if (connection.interim.length > 0) connection.send(afterInterim);
  }
  const got = await connection.wait(expect, timeoutMs);
  // what comes unasked comes at once
  await new Promise((resolve) => setTimeout(resolve, 5));
  connection.close();
  return got;
}

import net from 'node:net';
import { rmSync } from 'node:fs';
import { fieldOf, MessageReader, type Message } from './message-reader.ts';

/** A request as it came over the connection between the server and its CalDAV server. */
export interface Recorded extends Message {
  readonly method: string;
  readonly target: string;
  /** The caller that it names. */
  readonly user: string;
  /** Number of the connection. */
  readonly connection: number;
}

/** Bytes in place of DAViCal's answer; `end` closes the connection after them. */
export interface Scripted {
  readonly bytes: string;
  readonly end?: boolean;
}

/** Listens where the server expects its CalDAV server, writes down what it says, and passes it on to DAViCal. */
export class Recorder {
  /** What has come since `reset`. */
  messages: Recorded[] = [];
  /** Most requests of one caller that were under way at the same time since `reset`. */
  readonly mostAtOnce = new Map<string, number>();
  /** How long DAViCal seems to think about a request. */
  delayMs: (message: Recorded) => number = () => 0;

  readonly #upstream: { readonly host: string; readonly port: number };
  readonly #server = net.createServer({ allowHalfOpen: false }, (socket) => this.#accept(socket));
  readonly #readers = new Map<net.Socket, MessageReader>();
  readonly #underWay = new Map<string, number>();
  #connections = 0;
  #script: ((message: Recorded) => Scripted | undefined) | undefined;

  constructor(davicalUrl: string) {
    const { hostname, port } = new URL(davicalUrl);
    this.#upstream = { host: hostname, port: Number(port) };
  }

  async listen(socketPath: string): Promise<void> {
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve) => this.#server.listen(socketPath, resolve));
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#readers.keys()) socket.destroy();
  }

  reset(): void {
    this.messages = [];
    this.mostAtOnce.clear();
    this.delayMs = () => 0;
  }

  /** Answers in place of DAViCal from now on; undefined leaves it to DAViCal again. */
  async play(script: ((message: Recorded) => Scripted | undefined) | undefined): Promise<void> {
    this.#script = script;
    for (const socket of this.#readers.keys()) socket.destroy();
    // until the server has noticed that its connections are gone
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Whether the server has left an unfinished message, or bytes that belong to none. */
  get isBroken(): boolean {
    return [...this.#readers.values()].some((reader) => reader.isBroken);
  }

  #accept(socket: net.Socket): void {
    const connection = ++this.#connections;
    const isScripted = this.#script !== undefined;
    const upstream = isScripted ? undefined : net.connect(this.#upstream);
    let answerable: Promise<void> = Promise.resolve();
    let last: Recorded | undefined;
    const reader = new MessageReader({
      onMessage: (message) => {
        const recorded = describe(message, connection);
        this.messages.push(recorded);
        if (last) this.#leave(last);
        this.#enter(recorded);
        last = recorded;
        const scripted = this.#script?.(recorded);
        if (scripted) socket[scripted.end ? 'end' : 'write'](scripted.bytes, 'latin1');
        const delay = this.delayMs(recorded);
        if (delay > 0) answerable = new Promise((resolve) => setTimeout(resolve, delay));
      },
    });
    this.#readers.set(socket, reader);
    const end = () => {
      if (last) this.#leave(last);
      last = undefined;
      this.#readers.delete(socket);
      socket.destroy();
      upstream?.destroy();
    };
    for (const each of [socket, upstream]) each?.setNoDelay(true).on('error', end).on('close', end);
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      upstream?.write(chunk);
    });
    upstream?.on('data', (chunk: Buffer) => {
      void answerable.then(() => {
        if (last) this.#leave(last);
        last = undefined;
        if (!socket.destroyed) socket.write(chunk);
      });
    });
  }

  #enter({ user }: Recorded): void {
    const now = (this.#underWay.get(user) ?? 0) + 1;
    this.#underWay.set(user, now);
    this.mostAtOnce.set(user, Math.max(now, this.mostAtOnce.get(user) ?? 0));
  }

  #leave({ user }: Recorded): void {
    this.#underWay.set(user, (this.#underWay.get(user) ?? 1) - 1);
  }
}

function describe(message: Message, connection: number): Recorded {
  const [method = '', target = ''] = message.start.split(' ');
  const user = decodeURIComponent(fieldOf(message, 'x-forwarded-user') ?? fieldOf(message, 'x-remote-user') ?? '');
  return { ...message, method, target, user, connection };
}

import net from 'node:net';

/** What happens to the message at which a trap is set: it is not delivered, or it is and its answer is not. */
export type Mode = 'before' | 'after';
/** What the service speaks to. */
export type Peer = 'caldavServer' | 'postgres';
export type Victim = 'server' | Peer;

export interface Trap {
  /** Counted over all relays of a wire, from 1. */
  readonly message: number;
  readonly mode: Mode;
  /** Whom the crash befalls. A message is lost only with the one that sends or receives it. */
  readonly victim: Victim;
  /** The crash. */
  readonly spring: () => void;
}

/** The connections between the service and its parts, on which messages are numbered. */
export class Wire {
  #messages = 0;
  #counting = false;
  #trap: Trap | undefined;
  readonly #servers: net.Server[] = [];

  /** Begins to number messages from 1, and sets a trap at one of them. */
  arm(trap?: Trap): void {
    this.#messages = 0;
    this.#counting = true;
    this.#trap = trap;
  }

  /** Ends it; returns how many messages there were. */
  disarm(): number {
    this.#counting = false;
    this.#trap = undefined;
    return this.#messages;
  }

  /** Listens for the service on a port of its own and passes on to `place`, a port or a socket. Returns the port to give to the service. */
  async relay(peer: Peer, place: () => number | string): Promise<number> {
    const server = net.createServer((client) => this.#connect(client, peer, place()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#servers.push(server);
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }

  #connect(client: net.Socket, peer: Peer, place: number | string): void {
    const upstream = typeof place === 'number' ? net.connect(place, '127.0.0.1') : net.connect(place);
    let silent = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (chunk) => {
      const trap = this.#next();
      const isLost = trap !== undefined && (trap.victim === 'server' || trap.victim === peer);
      if (isLost) silent = true;
      if (!isLost || trap.mode === 'after') upstream.write(chunk);
      // long enough for the other side to do what it was told, and the answer is swallowed
      if (trap) setTimeout(trap.spring, trap.mode === 'after' ? 60 : 0);
    });
    upstream.on('data', (chunk) => {
      if (!silent) client.write(chunk);
    });
  }

  #next(): Trap | undefined {
    if (!this.#counting) return undefined;
    this.#messages += 1;
    if (this.#trap?.message !== this.#messages) return undefined;
    const trap = this.#trap;
    this.#trap = undefined;
    return trap;
  }
}

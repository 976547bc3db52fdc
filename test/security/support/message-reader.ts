/** An HTTP/1.1 message as it was on the wire. */
export interface Message {
  /** Request line or status line. */
  readonly start: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

type State = 'head' | 'fixed' | 'size' | 'chunk' | 'chunk-end' | 'trailer' | 'until-close';

export interface ReaderOptions {
  readonly onMessage: (message: Message) => void;
  /** Of an answer: whether it has no body whatever its headers say (HEAD, CONNECT). Undefined for requests. */
  readonly isBodiless?: () => boolean;
}

/** Cuts a byte stream into messages (RFC 9112 6), strictly and independently of the server's own parser. */
export class MessageReader {
  readonly #options: ReaderOptions;
  #rest: Buffer = Buffer.alloc(0);
  #state: State = 'head';
  #left = 0;
  #head: Omit<Message, 'body'> = { start: '', fields: [] };
  #body: Buffer[] = [];

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#step());
  }

  /** The stream has ended. */
  end(): void {
    if (this.#state === 'until-close') this.#finish();
  }

  /** Whether something has come that is not a whole message. */
  get isBroken(): boolean {
    return this.#state !== 'head' || this.#rest.length > 0;
  }

  #step(): boolean {
    if (this.#rest.length === 0 && this.#state !== 'fixed') return false;
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'fixed':
      case 'chunk':
        return this.#readBody();
      case 'size':
        return this.#readSize();
      case 'chunk-end':
        return this.#line() !== undefined && this.#go('size');
      case 'trailer':
        return this.#readTrailer();
      case 'until-close':
        this.#body.push(this.#rest);
        this.#rest = Buffer.alloc(0);
        return false;
    }
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const [start = '', ...lines] = this.#rest.subarray(0, end).toString('latin1').split('\r\n');
    this.#rest = this.#rest.subarray(end + 4);
    this.#head = { start, fields: lines.map(readField) };
    this.#body = [];
    return this.#go(this.#framing());
  }

  #framing(): State {
    const isAnswer = this.#options.isBodiless !== undefined;
    const status = isAnswer ? Number(this.#head.start.split(' ')[1]) : 0;
    this.#left = 0;
    if (isAnswer && (status < 200 || status === 204 || status === 304 || (status >= 200 && this.#options.isBodiless()))) return 'fixed';
    if (fieldOf(this.#head, 'transfer-encoding')?.toLowerCase() === 'chunked') return 'size';
    const length = fieldOf(this.#head, 'content-length');
    if (length === undefined && isAnswer) return 'until-close';
    this.#left = Number(length ?? 0);
    return 'fixed';
  }

  #readBody(): boolean {
    const part = this.#rest.subarray(0, this.#left);
    this.#body.push(part);
    this.#left -= part.length;
    this.#rest = this.#rest.subarray(part.length);
    if (this.#left > 0) return false;
    return this.#state === 'chunk' ? this.#go('chunk-end') : this.#finish();
  }

  #readSize(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    this.#left = Number.parseInt(line, 16);
    return this.#go(this.#left === 0 ? 'trailer' : 'chunk');
  }

  #readTrailer(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    return line === '' ? this.#finish() : true;
  }

  #line(): string | undefined {
    const end = this.#rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.#rest.subarray(0, end).toString('latin1');
    this.#rest = this.#rest.subarray(end + 2);
    return line;
  }

  #finish(): boolean {
    this.#state = 'head';
    this.#options.onMessage({ ...this.#head, body: Buffer.concat(this.#body).toString() });
    return true;
  }

  #go(state: State): true {
    this.#state = state;
    return true;
  }
}

function readField(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

export const fieldsOf = ({ fields }: Pick<Message, 'fields'>, name: string): string[] =>
  fields.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

export const fieldOf = (message: Pick<Message, 'fields'>, name: string): string | undefined => fieldsOf(message, name)[0];

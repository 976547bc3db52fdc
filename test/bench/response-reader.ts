/** Finds where each answer on a connection ends (RFC 9112 6): by Content-Length, or by its chunks. Bodies are counted and not kept. */
export class ResponseReader {
  readonly #whenComplete: (status: number) => void;
  #text = '';
  #status = 0;
  #state: 'head' | 'body' | 'chunk-size' | 'chunk' | 'trailer' = 'head';
  #left = 0;

  constructor(whenComplete: (status: number) => void) {
    this.#whenComplete = whenComplete;
  }

  read(data: Buffer): void {
    let rest = data;
    while (rest.length > 0) {
      if (this.#state === 'body' || this.#state === 'chunk') rest = this.#skip(rest);
      else rest = this.#readLines(rest);
    }
  }

  #skip(data: Buffer): Buffer {
    const taken = Math.min(this.#left, data.length);
    this.#left -= taken;
    if (this.#left === 0) {
      if (this.#state === 'body') this.#complete();
      else this.#state = 'chunk-size';
    }
    return data.subarray(taken);
  }

  #readLines(data: Buffer): Buffer {
    const before = this.#text.length;
    this.#text += data.toString('latin1');
    const mark = this.#state === 'head' ? '\r\n\r\n' : '\r\n';
    const end = this.#text.indexOf(mark);
    if (end < 0) return data.subarray(data.length);
    const line = this.#text.slice(0, end);
    this.#text = '';
    if (this.#state === 'head') this.#readHead(line);
    else if (this.#state === 'chunk-size') this.#readChunkSize(line);
    else if (line === '') this.#complete();
    return data.subarray(end + mark.length - before);
  }

  #readHead(head: string): void {
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#left = Number(length ?? 0);
    const isChunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head);
    this.#state = isChunked ? 'chunk-size' : 'body';
    if (!isChunked && this.#left === 0) this.#complete();
  }

  #readChunkSize(line: string): void {
    const size = Number.parseInt(line, 16);
    this.#left = size + 2;
    this.#state = size === 0 ? 'trailer' : 'chunk';
  }

  #complete(): void {
    this.#state = 'head';
    this.#whenComplete(this.#status);
  }
}

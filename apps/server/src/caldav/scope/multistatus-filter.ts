import { SaxesParser } from 'saxes';
import { HeldText } from './held-text.ts';

/** An element that is open: a `DAV:response` (RFC 4918 14.24), its first href, or another one. */
type Open = Response | { readonly kind: 'href' | 'other' };
interface Response {
  readonly kind: 'response';
  readonly begin: number;
  isKept: boolean;
}

/**
 * Leaves out each `DAV:response` whose href must not be shown, also those inside properties (`expand-property`, RFC 3253 3.8). All other
 * characters stay as they are. At most the beginning of a response, up to its href, is held back. Throws when the answer cannot be read
 * with certainty.
 */
export class MultistatusFilter {
  readonly #shows: (href: string) => boolean;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #parser = new SaxesParser({ xmlns: true });
  readonly #held = new HeldText();
  readonly #stack: Open[] = [];
  /** Elements open inside the response that is being left out, itself included. */
  #dropped = 0;
  #lastTagEnd = 0;
  #href = '';
  #given = '';

  constructor(shows: (href: string) => boolean) {
    this.#shows = shows;
    this.#parser.on('error', (error) => {
      throw error;
    });
    this.#parser.on('doctype', () => {
      throw new Error('a DOCTYPE in an answer');
    });
    this.#parser.on('opentag', ({ uri, local }) => this.#openTag(`{${uri}}${local}`));
    this.#parser.on('closetag', () => this.#closeTag());
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
  }

  /** What may be given out of the answer so far. */
  push(chunk: Uint8Array): string {
    return this.#read(this.#decoder.decode(chunk, { stream: true }));
  }

  /** The rest. */
  end(): string {
    const out = this.#read(this.#decoder.decode());
    this.#parser.close();
    return out + this.#held.take(Infinity);
  }

  #read(text: string): string {
    this.#held.append(text);
    this.#parser.write(text);
    if (this.#dropped > 0) this.#held.take(Infinity);
    else this.#given += this.#held.take(this.#decidedUpTo());
    const out = this.#given;
    this.#given = '';
    return out;
  }

  /** A tag that has only begun may turn out to be a response. */
  #decidedUpTo(): number {
    const undecided = this.#stack.find((each) => each.kind === 'response' && !each.isKept);
    return undecided?.kind === 'response' ? undecided.begin : this.#held.nextTag(this.#lastTagEnd);
  }

  #openTag(name: string): void {
    this.#lastTagEnd = this.#parser.position;
    if (this.#dropped > 0) {
      this.#dropped += 1;
      return;
    }
    const parent = this.#stack.at(-1);
    const isHref = name === '{DAV:}href' && parent?.kind === 'response';
    if (parent?.kind === 'response' && !parent.isKept && !isHref) throw new Error('a response that does not begin with its href');
    if (isHref) this.#href = '';
    if (name === '{DAV:}response')
      this.#stack.push({ kind: 'response', begin: this.#held.beginOfTag(this.#parser.position), isKept: false });
    else this.#stack.push({ kind: isHref ? 'href' : 'other' });
  }

  #addText(text: string): void {
    if (this.#stack.at(-1)?.kind === 'href') this.#href += text;
  }

  #closeTag(): void {
    this.#lastTagEnd = this.#parser.position;
    if (this.#dropped > 0) {
      this.#dropped -= 1;
      if (this.#dropped === 0) this.#held.take(this.#parser.position);
      return;
    }
    const closed = this.#stack.pop();
    const response = this.#stack.at(-1);
    if (closed?.kind === 'response' && !closed.isKept) throw new Error('a response without an href');
    if (closed?.kind === 'href' && response?.kind === 'response') this.#decide(response);
  }

  #decide(response: Response): void {
    const isShown = this.#shows(this.#href);
    if (response.isKept && !isShown) throw new Error('a response with hrefs of both sides');
    response.isKept = isShown;
    if (isShown) return;
    this.#given += this.#held.take(response.begin);
    this.#stack.pop();
    this.#dropped = 1;
  }
}

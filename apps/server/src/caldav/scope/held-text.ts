/** Text that came in pieces, of which the beginning is taken away; positions are counted from the very first character. */
export class HeldText {
  #text = '';
  #at = 0;

  append(text: string): void {
    this.#text += text;
  }

  /** Takes away and returns what stands before a position. */
  take(upTo: number): string {
    const length = Math.max(0, upTo - this.#at);
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    this.#at += taken.length;
    return taken;
  }

  /** Where the last tag before a position begins. There is no `<` inside a tag (XML 1.0 3.1). */
  beginOfTag(end: number): number {
    return this.#at + this.#text.lastIndexOf('<', end - 1 - this.#at);
  }

  /** Where something that may become a tag begins, after a position; the end when there is nothing. */
  nextTag(from: number): number {
    const index = this.#text.indexOf('<', Math.max(0, from - this.#at));
    return this.#at + (index < 0 ? this.#text.length : index);
  }
}

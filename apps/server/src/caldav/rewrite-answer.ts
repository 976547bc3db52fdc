import type { Response } from 'express';

export interface Rewrite {
  push(chunk: Uint8Array): string;
  end(): string;
}

/**
 * Puts something between whoever writes the answer, in whatever way, and the client. `choose` is asked once, with the status and the
 * Content-Encoding; undefined leaves the answer alone. When the rewriting throws, the answer is cut: a client must not take half of it for the
 * whole.
 */
export function rewriteAnswer(res: Response, choose: (status: number, contentEncoding: unknown) => Rewrite | undefined): void {
  const original = { writeHead: res.writeHead.bind(res), write: res.write.bind(res), end: res.end.bind(res) };
  let rewrite: Rewrite | undefined;

  res.writeHead = (status: number, ...rest: unknown[]) => {
    const headers = headersOf(rest.at(-1));
    const given = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
    rewrite = choose(status, given ?? res.getHeader('content-encoding'));
    if (!rewrite) {
      Reflect.apply(original.writeHead, res, [status, ...rest]);
      return res;
    }
    res.removeHeader('content-length');
    return original.writeHead(status, headers.filter(([name]) => name.toLowerCase() !== 'content-length').flat());
  };

  const begin = () => {
    // else Node does it in its own time, and knows the length of an answer that is given in one piece
    if (!res.headersSent && res.statusCode === 207) res.writeHead(res.statusCode);
  };

  res.write = (...given: unknown[]): boolean => {
    begin();
    const { bytes, callback } = readArguments(given);
    if (!rewrite) return original.write(bytes, callback);
    const text = attempt(res, rewrite, bytes);
    return text === '' ? true : original.write(text, callback);
  };

  res.end = (...given: unknown[]): Response => {
    begin();
    const { bytes, callback } = readArguments(given);
    if (!rewrite) return bytes.length === 0 ? original.end(callback) : original.end(bytes, callback);
    const text = attempt(res, rewrite, bytes, true);
    return res.destroyed ? res : original.end(text, callback);
  };
}

function attempt(res: Response, rewrite: Rewrite, bytes: Uint8Array, isLast = false): string {
  if (res.destroyed) return '';
  try {
    return rewrite.push(bytes) + (isLast ? rewrite.end() : '');
  } catch {
    res.destroy();
    return '';
  }
}

/** Of `write` and `end`: each of a chunk, its encoding and a callback may be left out. */
function readArguments(given: readonly unknown[]): { bytes: Uint8Array; callback: (() => void) | undefined } {
  const [chunk] = given;
  const isFunction = (value: unknown): value is () => void => typeof value === 'function';
  const encoding = given.find((value, index) => index > 0 && typeof value === 'string');
  const bytes = chunk instanceof Uint8Array ? chunk : Buffer.from(typeof chunk === 'string' ? chunk : '', encodingOf(encoding));
  return { bytes, callback: given.find(isFunction) };
}

const encodingOf = (name: unknown): BufferEncoding => (typeof name === 'string' && Buffer.isEncoding(name) ? name : 'utf8');

type Header = [name: string, value: string | string[]];

/** What `writeHead` was given: an object, or names and values in turn. */
function headersOf(given: unknown): Header[] {
  if (typeof given !== 'object' || given === null) return [];
  const pairs = Array.isArray(given) ? pairsOf(given) : Object.entries(given);
  return pairs.flatMap(([name, value]): Header[] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String) : String(value)]],
  );
}

function pairsOf(list: readonly unknown[]): [string, unknown][] {
  return list.flatMap((name, index): [string, unknown][] => (index % 2 === 0 ? [[String(name), list[index + 1]]] : []));
}

import type { DavAnswer } from '../../integration/support/dav.ts';

/** Headers that the proxy takes away, because they are of the hop or of the make of the upstream (docs/dav-compliance.md). */
const DROPPED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'server',
  'set-cookie',
  'x-powered-by',
  'x-davical-version',
  'x-xrds-location',
];
/** Headers that it adds; Cache-Control only where there is none. */
const ADDED: Readonly<Record<string, string>> = {
  'content-disposition': 'attachment',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
};
/** What two equal requests to the same server would not have in common either. `content-length` is of a body that is compared. */
const VARYING = ['date', 'content-length', 'x-request-id'];

export interface Comparable {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How to read the answer to a request. */
export interface Reading {
  /** Replaces a twin's name. */
  readonly name: (text: string) => string;
  /** Its ETag is that of an object, which must be the same. */
  readonly hasObjectTag: boolean;
  /** DAViCal reads the dead properties of `allprop` in the order of its table, and names their namespaces as they come. */
  readonly hasAnyOrder: boolean;
}

/** The answer as the client of the proxy should get it, by the answer of the bare server. */
export function asThroughProxy(answer: DavAnswer, reading: Reading): Comparable {
  const bare = comparable(answer, reading);
  return { ...bare, headers: { 'cache-control': 'private, no-cache', ...bare.headers, ...ADDED } };
}

export function comparable(answer: DavAnswer, reading: Reading): Comparable {
  const body = inOrder(withoutAccidents(reading.name(answer.body)));
  return { status: answer.status, headers: headersOf(answer, reading), body: reading.hasAnyOrder ? linesOf(body) : body };
}

/** Elsewhere DAViCal's ETag is the hash of the answer's body, which has the twin's name or a lock token in it. */
function headersOf({ status, headers }: DavAnswer, { name, hasObjectTag }: Reading): Record<string, string> {
  const left = Object.entries(headers).filter(([header]) => !DROPPED.includes(header) && !VARYING.includes(header));
  const tag = (header: string, value: string) => (header === 'etag' && !(hasObjectTag && status < 300 && status !== 207) ? 'HASH' : value);
  return Object.fromEntries(left.map(([header, value]) => [header, withoutAccidents(name(tag(header, String(value))))]));
}

/** Members of a collection come in the order in which the database finds them. */
const inOrder = (body: string): string =>
  [/ *<response>.*?<\/response>\n/gs, /BEGIN:VEVENT\r\n.*?END:VEVENT\r\n/gs].reduce((text, part) => {
    const sorted = (text.match(part) ?? []).sort();
    return text.replaceAll(part, () => sorted.shift() ?? '');
  }, body);

const linesOf = (body: string): string =>
  body
    .replaceAll(/(<\/?)[A-Z]\d?:/g, '$1')
    .replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')
    .split('\n')
    .sort()
    .join('\n');

/** Numbers of the database, times of writing, and random names: they differ between two copies of the same data. */
const withoutAccidents = (text: string): string =>
  text
    .replaceAll(/data:,\d+(-[0-9a-f]+)?/g, 'data:,N')
    .replaceAll(/Second-\d+/g, 'Second-S')
    .replaceAll(/opaquelocktoken:[0-9a-f-]+/gi, 'opaquelocktoken:T')
    .replaceAll(/(getctag[^>]*>)[^<]*/g, '$1T')
    .replaceAll(/((?:getlastmodified|creationdate)[^>]*>)[^<]*/g, '$1D')
    .replaceAll(/\b(CREATED|LAST-MODIFIED|DTSTAMP):\d{8}T\d{6}Z/g, '$1:D')
    .replaceAll(/[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/g, 'DATE');

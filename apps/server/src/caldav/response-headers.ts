import { hopByHop } from './request-headers.ts';

const dropped: ReadonlySet<string> = new Set([
  ...hopByHop,
  ...[
    'set-cookie',
    'server',
    'x-powered-by',
    'x-davical-version',
    'x-xrds-location',
    'x-request-id',
    'server-timing',
    'content-disposition',
  ],
]);

/** An answer that a browser shows by mistake does nothing there. */
const harmless = [
  ...['Content-Disposition', 'attachment'],
  ...['X-Content-Type-Options', 'nosniff', 'Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'none'"],
];

/**
 * The headers for the client, as names and values in turn: without what belongs to the upstream's hop or tells of its make. The rest,
 * ETag above all, stays byte for byte.
 */
export function responseHeaders(raw: readonly (Buffer | string)[], { isRewritten }: { isRewritten: boolean }): string[] {
  const pairs: [string, string, string][] = [];
  const skipped = new Set<string>(isRewritten ? ['content-length'] : []);
  let cacheControl = false;
  for (let i = 0; i < raw.length; i += 2) {
    const [name, value] = [text(raw[i]), text(raw[i + 1])];
    const lower = name.toLowerCase();
    if (lower === 'connection') for (const each of value.toLowerCase().split(/[\s,]+/)) skipped.add(each);
    cacheControl ||= lower === 'cache-control';
    if (!dropped.has(lower)) pairs.push([lower, name, value]);
  }
  const kept = skipped.size === 0 ? pairs : pairs.filter(([lower]) => !skipped.has(lower));
  const out = kept.flatMap(([, name, value]) => [name, value]);
  if (!cacheControl) out.push('Cache-Control', 'private, no-cache');
  out.push(...harmless);
  return out;
}

/** Bytes of a header are ISO 8859-1 to HTTP; whatever they mean, they stay the same. */
const text = (bytes: Buffer | string | undefined): string => (typeof bytes === 'string' ? bytes : (bytes?.toString('latin1') ?? ''));

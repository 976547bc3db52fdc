import type { Request } from 'express';

/** RFC 9110 7.6.1, and what belongs to this hop only. `Expect` is among them because Node has answered it. */
export const hopByHop: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'expect'],
  'transfer-encoding',
];

/** What says who asks, or makes an upstream do something else than the request says; and what is put in anew. */
const denied: ReadonlySet<string> = new Set([
  ...hopByHop,
  ...['authorization', 'cookie', 'host', 'content-length', 'destination', 'if', 'forwarded', 'via', 'remote-user', 'ticket'],
  ...['x-forwarded-user', 'x-forwarded-name', 'x-forwarded-timestamp', 'x-forwarded-signature'],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-uri', 'x-real-ip'],
  ...['x-remote-user', 'x-script-name', 'x-original-url', 'x-rewrite-url', 'x-http-method', 'x-http-method-override', 'x-method-override'],
  ...['x-request-id', 'origin', 'referer'],
]);
const deniedPrefixes = ['sec-fetch-', 'x-auth-request-', 'x-davical-', 'x-forwarded-'];

const passes = (name: string): boolean => !denied.has(name) && !deniedPrefixes.some((prefix) => name.startsWith(prefix));

/**
 * The whole set of headers that goes upstream, as names and values in turn: everything the client sent but the denylist and what
 * Connection names, with what was checked and rewritten, and with the caller's identity put in last.
 */
export function requestHeaders(req: Request, added: Readonly<Record<string, string | undefined>>): string[] {
  const { rawHeaders, headers } = req;
  const named = new Set((headers.connection ?? '').toLowerCase().split(/[\s,]+/));
  const outgoing: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const lower = name.toLowerCase();
    if (passes(lower) && !named.has(lower) && !(lower === 'accept-encoding' && req.rewriteAnswer))
      outgoing.push(name, rawHeaders[i + 1] ?? '');
  }
  const rewritten = { if: headers['if']?.toString(), ...added };
  for (const [name, value] of Object.entries(rewritten)) if (value !== undefined) outgoing.push(name, value);
  return outgoing;
}

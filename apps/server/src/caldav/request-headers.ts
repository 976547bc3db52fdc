import type { IncomingHttpHeaders } from 'node:http';
import type { CredentialHeaders } from '../dav/upstream-credentials.ts';

/** RFC 9110 7.6.1, and what belongs to this hop only. `Expect` is among them because Node has answered it. */
export const hopByHop: readonly string[] = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'upgrade', 'expect'],
];

/** What says who asks, or makes an upstream do something else than the request says. */
const denied: ReadonlySet<string> = new Set([
  ...hopByHop,
  ...['authorization', 'cookie', 'host', 'forwarded', 'via', 'remote-user', 'ticket'],
  ...['x-forwarded-user', 'x-forwarded-name', 'x-forwarded-timestamp', 'x-forwarded-signature'],
  ...['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-uri', 'x-real-ip'],
  ...['x-remote-user', 'x-script-name', 'x-original-url', 'x-rewrite-url', 'x-http-method', 'x-http-method-override', 'x-method-override'],
  ...['x-davical-testcase', 'x-davical-flush-cache', 'x-csrf', 'x-csrftoken'],
]);
const deniedPrefixes = ['sec-fetch-', 'x-auth-request-', 'x-davical-'];
const plainName = /^[a-z0-9-]+$/;

/**
 * The whole set of headers that goes upstream: everything the client sent but the denylist, names that a CGI could confuse with others
 * (`X_Forwarded_User`) and what Connection names, with the caller's identity put in last.
 */
export function requestHeaders(incoming: IncomingHttpHeaders, credentials: CredentialHeaders, upstreamHost: string): IncomingHttpHeaders {
  const named = new Set((incoming.connection ?? '').toLowerCase().split(/[\s,]+/));
  const outgoing: IncomingHttpHeaders = {};
  for (const [name, value] of Object.entries(incoming)) {
    const passes =
      plainName.test(name) && !denied.has(name) && !named.has(name) && !deniedPrefixes.some((prefix) => name.startsWith(prefix));
    if (passes || isFraming(name)) outgoing[name] = value;
  }
  return { ...outgoing, ...credentials, host: upstreamHost };
}

/** How long the body is, which Connection cannot take away. */
const isFraming = (name: string): boolean => name === 'content-length' || name === 'transfer-encoding';

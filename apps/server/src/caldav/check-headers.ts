import type { Request, RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';

/** A CGI makes `X_Forwarded_User` and `X-Forwarded-User` the same, so no other character is let in. */
const plainName = /^[A-Za-z0-9-]+$/;
/** RFC 9110 7.2: host and port, without what somebody further on could take for a person or a path. */
const plainHost = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]*)?$/;
/** What must stand at most once, because two readers may choose different ones. */
const singletons: ReadonlySet<string> = new Set([
  ...['host', 'authorization', 'content-length', 'content-type', 'content-encoding', 'transfer-encoding'],
  ...['depth', 'destination', 'if', 'overwrite', 'lock-token', 'timeout'],
]);

/** Refuses requests whose headers could be read in two ways, and bodies in a coding that would have to be undone first. */
export const checkHeaders: RequestHandler = (req, _res, next) => next(problemOfHeaders(req));

function problemOfHeaders({ rawHeaders, headers }: Request): DavError | undefined {
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const raw = rawHeaders[i] ?? '';
    if (!plainName.test(raw)) return new DavError(400, 'A header name has a character other than letters, digits and "-"');
    const name = raw.toLowerCase();
    if (singletons.has(name) && seen.has(name)) return new DavError(400, `The header ${raw} stands twice`);
    seen.add(name);
  }
  if (headers.host !== undefined && !plainHost.test(headers.host)) return new DavError(400, 'The Host header is no host');
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    return new DavError(415, 'A body with Content-Encoding is not accepted', undefined, { headers: { 'Accept-Encoding': 'identity' } });
  return undefined;
}

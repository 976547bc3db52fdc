import { DavError } from '../errors/dav-error.ts';

const RETRY_AFTER_SECONDS = 5;
/** With it the CalDAV server says that our signature is wrong or its clock is another (davical/README.md). */
const HOP_REFUSED = 'x-hop-refused';

/** The upstream was silent for too long. */
export class UpstreamSilentError extends Error {
  override name = 'UpstreamSilentError';
}

const notReachable = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
]);
const silent = new Set(['UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/** How a connection that failed is told to the client: 503 not reachable, 504 silent, 502 everything else. */
export function upstreamFailure(cause: unknown): DavError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const options = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
  if (notReachable.has(code)) return new DavError(503, 'The calendar server is not reachable', undefined, options);
  if (cause instanceof UpstreamSilentError || silent.has(code))
    return new DavError(504, 'The calendar server did not answer in time', undefined, options);
  return new DavError(502, 'The connection to the calendar server failed', undefined, options);
}

/**
 * An answer of the upstream that is not for the client: it does not know us (401, or a signature that is wrong), which is our fault and not a wrong password, or the
 * web server in front of the calendar server speaks for it (502, 503, 504).
 */
export function upstreamRefusal(status: number, headers: Readonly<Record<string, unknown>>): DavError | undefined {
  const options = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: `the upstream answered ${status}` };
  if (status === 401 || headers[HOP_REFUSED] !== undefined)
    return new DavError(502, 'The calendar server did not accept this service', undefined, options);
  if (status === 502 || status === 503) return new DavError(503, 'The calendar server is not available', undefined, options);
  if (status === 504) return new DavError(504, 'The calendar server did not answer in time', undefined, options);
  return undefined;
}

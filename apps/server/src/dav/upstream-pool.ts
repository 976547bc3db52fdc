import { Pool } from 'undici';
import type { Upstream } from './upstream.ts';

const CONNECT_TIMEOUT_MS = 2000;
/** Less than a common server's, so that it is this side that closes a kept connection. */
const KEEP_ALIVE_MS = 4000;
const KEEP_ALIVE_MOST_MS = 30_000;

/** The connections to the CalDAV server, by TCP or by a Unix socket. */
export function createUpstreamPool({ address, closesConnections, timeoutMs }: Upstream): Pool {
  const { origin, socketPath } = address;
  return new Pool(origin, {
    connections: null,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(socketPath === undefined ? {} : { socketPath }) },
    ...(closesConnections ? { pipelining: 0 } : { keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MOST_MS }),
    // each user has a clock of its own: the time until the upstream has the whole request is the client's
    headersTimeout: 0,
    bodyTimeout: timeoutMs,
  });
}

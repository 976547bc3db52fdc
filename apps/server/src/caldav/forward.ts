import http, { ServerResponse, type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { identityOf } from '../auth/require-identity.ts';
import type { Upstream } from '../dav/upstream.ts';
import { DavError } from '../errors/dav-error.ts';
import { collectGarbageOf } from './collect-garbage.ts';
import { requestHeaders } from './request-headers.ts';
import { filterResponseHeaders } from './response-headers.ts';
import { upstreamFailure, upstreamRefusal, UpstreamSilentError } from './upstream-error.ts';

interface Dependencies {
  readonly upstream: Upstream;
  /** Writes an answer of the upstream that is not for the client. */
  readonly writeError: ErrorRequestHandler;
}

/**
 * Streams a request to the CalDAV server as its caller, and the answer back. Bodies are neither buffered nor read, in both directions.
 *
 * The headers are complete before http-proxy-middleware sees the request: its `proxyReq` hook does not run for every request (not when
 * there is an `Expect` header), so nothing may depend on it but the last check.
 */
export function forward({ upstream, writeError }: Dependencies): RequestHandler {
  const { socketPath, origin } = upstream.address;
  const { host, hostname, port, protocol } = new URL(origin);
  const { Agent } = protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: !upstream.closesConnections, maxSockets: 256, maxFreeSockets: 64, timeout: 30_000 });
  const end = (error: DavError, req: Request, res: Response) => void writeError(error, req, res, () => undefined);
  const proxy = createProxyMiddleware<Request, Response>({
    target: { protocol, host: hostname, port, ...(socketPath === undefined ? {} : { socketPath }) },
    agent,
    xfwd: false,
    on: {
      proxyReq: (proxyReq, req) => {
        collectGarbageOf(req);
        if (upstream.credentialHeaderNames.some((name) => !proxyReq.getHeader(name)))
          proxyReq.destroy(new Error('a request without identity'));
        proxyReq.setTimeout(upstream.timeoutMs, () => proxyReq.destroy(new UpstreamSilentError()));
      },
      proxyRes: (proxyRes, req, res) => {
        collectGarbageOf(proxyRes);
        const refusal = upstreamRefusal(proxyRes.statusCode ?? 502, proxyRes.headers);
        if (!refusal) return filterResponseHeaders(proxyRes.headers);
        proxyRes.resume();
        end(refusal, req, res);
      },
      // the one way in which a connection that failed is told; some errors come a second time when the answer is already given
      error: (error, req, res) => {
        if (res instanceof ServerResponse && !res.writableEnded) end(upstreamFailure(error), req, res);
      },
    },
  });

  return (req, res) => {
    const { email, name } = identityOf(req);
    const { method, originalUrl } = req;
    const target = upstream.targetOf(originalUrl);
    const destination = destinationOf(req.headers, upstream);
    if (destination) req.headers.destination = destination;
    const credentials = upstream.credentials({ email, name }, { method, target, destination });
    req.headers = requestHeaders(req.headers, credentials, host);
    req.url = target;
    void proxy(req, res, () => undefined);
  };
}

/** What `checkDestination` has let through, in the words of the upstream. */
function destinationOf({ destination: path }: IncomingHttpHeaders, upstream: Upstream): string | undefined {
  if (typeof path !== 'string') return undefined;
  const destination = upstream.destinationOf(path);
  if (destination === undefined) throw new DavError(403, 'The calendar server cannot take this Destination');
  return destination;
}

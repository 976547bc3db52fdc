import type { Readable } from 'node:stream';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Pool } from 'undici';
import { identityOf } from '../auth/require-identity.ts';
import type { Upstream } from '../dav/upstream.ts';
import { DavError } from '../errors/dav-error.ts';
import { countGarbage } from './collect-garbage.ts';
import { FairGate, GateFullError, type GateLimits, type Place } from './fair-gate.ts';
import { bodyOf, type DavBody } from './read-body.ts';
import { requestHeaders } from './request-headers.ts';
import { UpstreamAnswer } from './upstream-answer.ts';

interface Dependencies {
  readonly upstream: Upstream;
  readonly pool: Pool;
  readonly gate: GateLimits;
  readonly clientIdleMs: number;
  /** Writes an answer of the upstream that is not for the client. */
  readonly writeError: ErrorRequestHandler;
}

/** Methods that may be asked twice (RFC 9110 9.2.2), of those that change nothing. */
const safe: ReadonlySet<string> = new Set(['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT']);

/** Streams a request to the CalDAV server as its caller, and the answer back. Its headers are complete before anything is sent. */
export function forward({ upstream, pool, gate: limits, clientIdleMs, writeError }: Dependencies): RequestHandler {
  const { host } = new URL(upstream.address.origin);
  const gate = new FairGate(limits);

  return async (req, res) => {
    const place = await enter(gate, req);
    if (res.destroyed) {
      place.leave();
      return;
    }
    try {
      send(req, res, place, safe.has(req.method) && bodyOf(req).kind !== 'stream');
    } catch (error) {
      place.leave();
      throw error;
    }
  };

  function send(req: Request, res: Response, place: Place, mayRepeat: boolean): void {
    const body = bodyOf(req);
    const answer = new UpstreamAnswer({
      ...{ req, res, place, clientIdleMs },
      patienceMs: upstream.timeoutMs,
      hasStreamedBody: body.kind === 'stream',
      refuse: (error) => void writeError(error, req, res, () => undefined),
      repeat: mayRepeat ? () => send(req, res, place, false) : undefined,
    });
    if (body.kind === 'stream') body.onTrouble = (error) => answer.fail(error);
    const { method } = req;
    const target = upstream.targetOf(req.originalUrl);
    const destination = destinationFor(req);
    const { email, name } = identityOf(req);
    const credentials = upstream.credentials({ email, name }, { method, target, destination });
    if (upstream.credentialHeaderNames.some((each) => !credentials[each])) throw new DavError(500, 'A request without identity');
    const headers = requestHeaders(req, { host, destination, 'content-length': lengthOf(body), 'x-request-id': req.id, ...credentials });
    // undici closes a connection after HEAD, and, if not told otherwise, after a body of a method that it does not expect one of
    pool.dispatch({ method, path: target, headers, body: payload(req, body), reset: method === 'HEAD' }, answer);
  }

  /** What `checkDestination` has let through, in the words of the upstream. */
  function destinationFor({ headers: { destination: path } }: Request): string | undefined {
    if (typeof path !== 'string') return undefined;
    const destination = upstream.destinationOf(path);
    if (destination === undefined) throw new DavError(403, 'The calendar server cannot take this Destination');
    return destination;
  }
}

async function enter(gate: FairGate, req: Request): Promise<Place> {
  try {
    return await gate.enter(identityOf(req).userId);
  } catch (error) {
    if (!(error instanceof GateFullError)) throw error;
    throw new DavError(503, 'Too many requests of yours are under way', undefined, { retryAfterSeconds: 5 });
  }
}

function lengthOf(body: DavBody): string | undefined {
  const length = body.kind === 'whole' ? body.bytes.length : body.kind === 'stream' ? body.length : undefined;
  return length?.toString();
}

function payload(req: Request, body: DavBody): Buffer | Readable | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'whole') return body.bytes;
  return (body.source ?? req).on('data', (chunk: Buffer) => countGarbage(chunk.length)).pause();
}

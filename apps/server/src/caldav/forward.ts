import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { Pool } from 'undici';
import { identityOf } from '../auth/require-identity.ts';
import { credentialHeaderNames, type SignRequest } from '../dav/upstream-credentials.ts';
import { DavError } from '../errors/dav-error.ts';
import { countGarbage } from './collect-garbage.ts';
import { FairGate, GateFullError, type GateLimits, type Place } from './fair-gate.ts';
import { bodyOf, type DavBody } from './read-body.ts';
import { requestHeaders } from './request-headers.ts';
import { UpstreamAnswer } from './upstream-answer.ts';

export interface UpstreamSettings {
  readonly url: string;
  readonly timeoutMs: number;
}

interface Dependencies {
  readonly upstream: UpstreamSettings;
  readonly gate: GateLimits;
  readonly clientIdleMs: number;
  readonly sign: SignRequest;
  /** Writes an answer of the upstream that is not for the client. */
  readonly writeError: ErrorRequestHandler;
}

const CONNECT_TIMEOUT_MS = 2000;
/** Less than a common server's, so that it is this side that closes a kept connection. */
const KEEP_ALIVE_MS = 30_000;

/** Methods that may be asked twice (RFC 9110 9.2.2), of those that change nothing. */
const safe: ReadonlySet<string> = new Set(['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT']);

/** Streams a request to the CalDAV server as its caller, and the answer back. Its headers are complete before anything is sent. */
export function forward({ upstream, gate: limits, clientIdleMs, sign, writeError }: Dependencies): RequestHandler {
  const { origin, host } = new URL(upstream.url);
  const gate = new FairGate(limits);
  const pool = new Pool(origin, {
    connections: null,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    // our own clock begins when the upstream has the whole request, however long a slow client takes to send it
    headersTimeout: 0,
    bodyTimeout: upstream.timeoutMs,
  });

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
    const headers = headersFor(req, body);
    pool.dispatch({ method: req.method, path: req.originalUrl, headers, body: payload(req, body), reset: req.method === 'HEAD' }, answer);
  }

  function headersFor(req: Request, body: DavBody): string[] {
    const { email, name } = identityOf(req);
    const { method, originalUrl: target } = req;
    const credentials = sign({ email, name }, { method, target, destination: req.headers.destination?.toString() });
    if (credentialHeaderNames.some((each) => !credentials[each])) throw new DavError(500, 'A request without identity');
    return requestHeaders(req, { host, 'content-length': lengthOf(body), 'x-request-id': req.id, ...credentials });
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

function payload(req: Request, body: DavBody): Buffer | Request | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'whole') return body.bytes;
  return req.on('data', (chunk: Buffer) => countGarbage(chunk.length)).pause();
}

import type { IncomingHttpHeaders } from 'node:http';
import type { Pool } from 'undici';
import type { Upstream, UpstreamCaller } from './upstream.ts';

export interface DavRequest {
  readonly method: string;
  /** Public request target: path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly asService?: boolean;
}

export interface DavAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The CalDAV server did not answer. `neverSent` is true when the request cannot have reached it, so that nothing can have happened. */
export class UpstreamUnreachableError extends Error {
  override name = 'UpstreamUnreachableError';
  readonly neverSent: boolean;

  constructor(neverSent: boolean, cause: unknown) {
    super(neverSent ? 'the CalDAV server cannot be reached' : 'the CalDAV server did not answer', { cause });
    this.neverSent = neverSent;
  }
}

export type SendDav = (caller: UpstreamCaller, request: DavRequest) => Promise<DavAnswer>;

export interface DavClient {
  /** Sends a request as `caller`. Any status is an answer; only silence throws. */
  readonly send: SendDav;
  /** The status that nobody in particular gets. */
  readonly probe: (method: string, target: string, signal: AbortSignal) => Promise<number>;
}

/** Sends the service's own requests to the CalDAV server. */
export function createDavClient(upstream: Upstream, pool: Pool): DavClient {
  const send: SendDav = async (caller, { method, target: publicTarget, headers, body, signal, asService }) => {
    const deadline = AbortSignal.timeout(upstream.timeoutMs);
    const target = upstream.targetOf(publicTarget);
    try {
      const answer = await pool.request({
        method,
        path: target,
        headers: { ...headers, ...upstream.credentials(caller, { method, target, asService }) },
        body: body ?? null,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
    } catch (error) {
      throw new UpstreamUnreachableError(wasNeverSent(error), error);
    }
  };

  return {
    send,
    async probe(method, target, signal) {
      const { statusCode, body } = await pool.request({ method, path: target, signal });
      await body.dump();
      return statusCode;
    },
  };
}

const notConnected = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EACCES', 'UND_ERR_CONNECT_TIMEOUT'],
]);

function wasNeverSent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && notConnected.has(error.code);
}

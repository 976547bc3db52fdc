import type { SignRequest, UpstreamCaller } from './upstream-credentials.ts';

export interface DavRequest {
  readonly method: string;
  /** Request target: path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
  readonly asService?: boolean;
}

export interface DavAnswer {
  readonly status: number;
  readonly headers: Headers;
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

/** Sends the service's own requests to the CalDAV server as `caller`. Any status is an answer; only silence throws. */
export function createDavClient(upstream: { url: string; timeoutMs: number }, sign: SignRequest): SendDav {
  return async (caller, { method, target, headers, body, signal, asService }) => {
    const deadline = AbortSignal.timeout(upstream.timeoutMs);
    try {
      const answer = await fetch(upstream.url + target, {
        method,
        redirect: 'manual',
        headers: { ...headers, ...sign(caller, { method, target, asService }) },
        ...(body === undefined ? {} : { body }),
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    } catch (error) {
      throw new UpstreamUnreachableError(wasNeverSent(error), error);
    }
  };
}

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function wasNeverSent(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' && notConnected.has(cause.code);
}

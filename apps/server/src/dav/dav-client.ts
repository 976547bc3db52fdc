import { createExchange, type Answer, type Question } from './exchange.ts';
import type { Upstream, UpstreamCaller } from './upstream.ts';

export interface DavRequest extends Question {
  readonly asService?: boolean;
}

export type DavAnswer = Answer;

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
export function createDavClient(upstream: Upstream): SendDav {
  const exchange = createExchange(upstream.address, { keepAlive: !upstream.closesConnections });
  return async (caller, { asService, ...question }) => {
    const deadline = AbortSignal.timeout(upstream.timeoutMs);
    const target = upstream.targetOf(question.target);
    const credentials = upstream.credentials(caller, { method: question.method, target, asService });
    try {
      return await exchange({
        ...question,
        target,
        headers: { ...question.headers, ...credentials },
        signal: question.signal ? AbortSignal.any([question.signal, deadline]) : deadline,
      });
    } catch (error) {
      throw new UpstreamUnreachableError(wasNeverSent(error), error);
    }
  };
}

const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EACCES']);

function wasNeverSent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && notConnected.has(error.code);
}

import type { Request, Response } from 'express';
import type { Dispatcher } from 'undici';
import { DavError } from '../errors/dav-error.ts';
import { countGarbage } from './collect-garbage.ts';
import type { Place } from './fair-gate.ts';
import { responseHeaders } from './response-headers.ts';
import { upstreamFailure, upstreamRefusal, UpstreamSilentError } from './upstream-error.ts';

/** What is put between the upstream's answer and the client. It throws when it cannot read the answer, which is cut then. */
export interface Rewrite {
  push(chunk: Uint8Array): string;
  end(): string;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      /** Chooses by the status whether an answer is rewritten. */
      rewriteAnswer?: (status: number) => Rewrite | undefined;
    }
  }
}

export interface AnswerOptions {
  readonly req: Request;
  readonly res: Response;
  readonly place: Place;
  /** The upstream must begin to answer within this time after it has the whole request. */
  readonly patienceMs: number;
  /** A client that takes nothing for so long is gone. */
  readonly clientIdleMs: number;
  readonly hasStreamedBody: boolean;
  /** Answers the client in place of the upstream. */
  readonly refuse: (error: DavError) => void;
  /** Asks once more; undefined when that could do something twice. */
  readonly repeat: (() => void) | undefined;
}

/**
 * Hands an answer on as it comes, with back-pressure. A client that goes away ends the request upstream; an upstream that dies in the
 * middle of its answer cuts the client's, which is never completed falsely.
 */
export class UpstreamAnswer implements Dispatcher.DispatchHandler {
  readonly #options: AnswerOptions;
  readonly #begin = performance.now();
  #controller: Dispatcher.DispatchController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isRefused = false;
  #rewrite: Rewrite | undefined;

  constructor(options: AnswerOptions) {
    this.#options = options;
    options.res.once('close', this.#whenClientEnds);
    if (!options.hasStreamedBody) this.#awaitAnswer();
  }

  /** Ends it from outside: the body has become too large, or stopped coming. */
  fail(error: DavError): void {
    if (this.#isOver) return;
    this.#finish();
    this.#controller?.abort(error);
    this.#tell(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#options.res.destroyed) controller.abort(new Error('the client has gone'));
  }

  onRequestSent(): void {
    if (this.#timer === undefined) this.#awaitAnswer();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    if (status < 200) return;
    clearTimeout(this.#timer);
    const { req, res, place, clientIdleMs } = this.#options;
    place.yieldShared();
    req.upstreamMs = performance.now() - this.#begin;
    this.#rewrite = req.rewriteAnswer?.(status);
    const refusal = upstreamRefusal(status, headers) ?? (this.#rewrite && problemOfCoding(headers));
    if (refusal) {
      this.#isRefused = true;
      this.#tell(refusal);
      return;
    }
    const { rawHeaders } = controller;
    const out = responseHeaders(Array.isArray(rawHeaders) ? rawHeaders : [], { isRewritten: this.#rewrite !== undefined });
    if (req.id !== undefined) out.push('X-Request-Id', req.id);
    if (req.identity?.via === 'session') out.push('Server-Timing', `caldav;dur=${req.upstreamMs.toFixed(1)}`);
    res.writeHead(status, out);
    res.setTimeout(clientIdleMs, () => res.destroy());
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isRefused) return;
    countGarbage(chunk.length);
    const { res } = this.#options;
    if (res.write(this.#rewrite?.push(chunk) ?? chunk)) return;
    controller.pause();
    res.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    const rest = this.#rewrite?.end() ?? '';
    this.#finish();
    if (!this.#isRefused) this.#options.res.end(rest);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    const { res, place, repeat } = this.#options;
    this.#stop();
    // the place is kept for the repetition
    if (repeat && !this.#isRefused && !res.headersSent && isLostConnection(error)) {
      repeat();
      return;
    }
    place.leave();
    if (!this.#isRefused) this.#tell(upstreamFailure(error));
  }

  readonly #whenClientEnds = () => {
    if (this.#isOver) return;
    this.#finish();
    this.#controller?.abort(new Error('the client has gone'));
  };

  #awaitAnswer(): void {
    this.#timer = setTimeout(() => this.fail(upstreamFailure(new UpstreamSilentError())), this.#options.patienceMs);
  }

  #finish(): void {
    this.#stop();
    this.#options.place.leave();
  }

  #stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#options.res.off('close', this.#whenClientEnds);
  }

  #tell(error: DavError): void {
    const { res, refuse } = this.#options;
    if (res.headersSent) res.destroy();
    else refuse(error);
  }
}

/** It was not asked for, and what is compressed cannot be read. */
function problemOfCoding(headers: Record<string, unknown>): DavError | undefined {
  if (headers['content-encoding'] === undefined) return undefined;
  return new DavError(502, 'The calendar server answered in a form that cannot be limited to some calendars');
}

/** A kept connection that the upstream closed while the request was on its way. */
function isLostConnection(error: Error): boolean {
  return 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

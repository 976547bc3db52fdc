import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Problem } from '../contract/problem.ts';
import type { Logger } from '../logger.ts';
import { AppError, NotFoundError } from './app-error.ts';

/** The one writer of REST errors: problem+json (RFC 9457). The text of an unexpected error stays in the log. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, _req, res, next) => {
    if (res.headersSent) {
      next(thrown);
      return;
    }
    const error = asAppError(thrown);
    if (error.status >= 500) logger.error({ err: error.cause ?? error, code: error.code }, 'request failed');
    writeProblem(res, error);
  };
}

export const notFound: RequestHandler = () => {
  throw new NotFoundError();
};

function writeProblem(res: Response, error: AppError): void {
  const body: Problem = {
    type: `urn:calendars:problem:${error.code}`,
    title: error.message,
    status: error.status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.fields.length === 0 ? {} : { errors: [...error.fields] }),
  };
  if (error.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(error.retryAfterSeconds));
  res.setHeader('Cache-Control', 'no-store');
  res.status(error.status).type('application/problem+json').send(JSON.stringify(body));
}

/** Express and its body parser throw errors with a `status`; below 500 the status is meant for the client, the text is not needed. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const status = statusOf(thrown);
  if (status === undefined) return new AppError(500, 'internal', 'Something went wrong here', { cause: thrown });
  return new AppError(status, codes[status] ?? 'invalid-request', STATUS_CODES[status] ?? 'The request is not valid', {
    ...detailOf(thrown),
    cause: thrown,
  });
}

const codes: Readonly<Record<number, string>> = { 404: 'not-found', 413: 'too-large', 415: 'unsupported-media-type' };

function detailOf(thrown: unknown): { detail?: string } {
  if (thrown instanceof URIError) return { detail: 'The address is not valid percent-encoding' };
  const isBodyParsers = typeof thrown === 'object' && thrown !== null && 'type' in thrown && thrown.type === 'entity.parse.failed';
  return isBodyParsers ? { detail: 'The body is not valid JSON' } : {};
}

function statusOf(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('status' in thrown)) return undefined;
  const { status } = thrown;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

import type { Problem } from '@contract/problem.ts';

export interface FieldError {
  /** JSON pointer into the request body, e.g. `/name`. */
  pointer: string;
  detail: string;
}

/** A refusal that the server explained, or had no time to explain (`code` is then `http_<status>`). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly fieldErrors: readonly FieldError[];

  constructor(problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'errors'>) {
    super(problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.fieldErrors = problem.errors ?? [];
  }
}

/** No answer at all: offline, server down, connection cut. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && typeof value.pointer === 'string' && typeof value.detail === 'string';

/** Reads RFC 9457 problem details; whatever else an intermediary wrote becomes `http_<status>`. */
export const toProblemError = (status: number, body: unknown): ProblemError => {
  if (!isRecord(body) || typeof body.code !== 'string' || typeof body.title !== 'string') {
    return new ProblemError({ status, code: `http_${status}`, title: `HTTP ${status}` });
  }
  return new ProblemError({
    status,
    code: body.code,
    title: body.title,
    ...(typeof body.detail === 'string' ? { detail: body.detail } : {}),
    ...(Array.isArray(body.errors) ? { errors: body.errors.filter(isFieldError) } : {}),
  });
};

export const hasStatus = (error: unknown, status: number): boolean => error instanceof ProblemError && error.status === status;

export const hasCode = (error: unknown, code: string): boolean => error instanceof ProblemError && error.code === code;

export interface FieldError {
  /** JSON pointer (RFC 6901) to the member of the request body. */
  readonly pointer: string;
  readonly detail: string;
}

export interface AppErrorOptions {
  /** For the client: what is wrong and what to do. */
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

/** An error with a stable code that the client may see. Everything else is answered as 500 without its text. */
export class AppError extends Error {
  override name = 'AppError';
  readonly status: number;
  readonly code: string;
  readonly detail: string | undefined;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, code: string, title: string, options: AppErrorOptions = {}) {
    super(title, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.detail = options.detail;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export class InvalidRequestError extends AppError {
  constructor(options: AppErrorOptions) {
    super(400, 'invalid-request', 'The request is not valid', options);
  }
}

export class UnauthenticatedError extends AppError {
  constructor(detail = 'Log in first') {
    super(401, 'unauthenticated', 'Nobody is logged in', { detail });
  }
}

export class ForbiddenError extends AppError {
  constructor(code: string, detail: string) {
    super(403, code, 'This is not allowed', { detail });
  }
}

export class NotFoundError extends AppError {
  constructor(detail = 'There is nothing at this address') {
    super(404, 'not-found', 'Not found', { detail });
  }
}

/** Something this service depends on is away; the same request may succeed later. */
export class UnavailableError extends AppError {
  constructor(code: string, detail: string, cause?: unknown) {
    super(503, code, 'Temporarily unavailable', { detail, cause, retryAfterSeconds: 5 });
  }
}

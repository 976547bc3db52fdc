export interface DavErrorOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterSeconds?: number;
  /** For the log only. */
  readonly cause?: unknown;
}

/**
 * An error on the CalDAV mount. `precondition` is the XML element inside `DAV:error` (RFC 4918 16), in Clark notation; `description`
 * is for a person and stands beside it.
 */
export class DavError extends Error {
  override name = 'DavError';
  readonly status: number;
  readonly precondition: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, description: string, precondition?: string, options: DavErrorOptions = {}) {
    super(description, { cause: options.cause });
    this.status = status;
    this.precondition = precondition;
    const retry = options.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(options.retryAfterSeconds) };
    this.headers = { ...retry, ...options.headers };
  }
}

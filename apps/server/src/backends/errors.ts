/** What can go wrong in any calendar system. `code` is stable; `retryable` says whether the same call may succeed later. */
export abstract class BackendError extends Error {
  abstract readonly code: string;
  readonly retryable: boolean = false;
}

/** The calendar system is away. `outcomeUnknown` is true when a write may have happened all the same. */
export class BackendUnavailable extends BackendError {
  override name = 'BackendUnavailable';
  readonly code = 'backend-unavailable';
  override readonly retryable = true;
  readonly outcomeUnknown: boolean;

  constructor(message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** The calendar system understood and refused. */
export class PermissionDenied extends BackendError {
  override name = 'PermissionDenied';
  readonly code = 'permission-denied';
}

/** The calendar system answered in a way it should not. */
export class UnexpectedAnswer extends BackendError {
  override name = 'UnexpectedAnswer';
  readonly code = 'unexpected-answer';
}

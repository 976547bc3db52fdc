import { UpstreamUnreachableError, type DavAnswer, type SendDav } from '../../dav/dav-client.ts';
import { BackendUnavailable, PermissionDenied, UnexpectedAnswer } from '../errors.ts';

/** `send`, with the errors of backends. */
export function translateSilence(send: SendDav): SendDav {
  return async (caller, request) => {
    try {
      return await send(caller, request);
    } catch (error) {
      if (!(error instanceof UpstreamUnreachableError)) throw error;
      throw new BackendUnavailable(error.message, { outcomeUnknown: !error.neverSent, cause: error });
    }
  };
}

/** A question after a write: whatever becomes of it, the write may have happened. */
export async function afterWrite<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    throw new BackendUnavailable(error.message, { outcomeUnknown: true, cause: error });
  }
}

export function expectStatus(answer: DavAnswer, what: string, ...expected: number[]): void {
  if (expected.includes(answer.status)) return;
  const message = `${what}: the CalDAV server answered ${answer.status}`;
  if (answer.status >= 500) throw new BackendUnavailable(message, { outcomeUnknown: true });
  if (answer.status === 403) throw new PermissionDenied(message);
  throw new UnexpectedAnswer(message);
}

/** Reads a multistatus with `read`, which throws when it is none. */
export function readAnswer<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UnexpectedAnswer(`${what}: the CalDAV server did not answer with a multistatus`, { cause: error });
  }
}

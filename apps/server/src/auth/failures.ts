import { DavError } from '../errors/dav-error.ts';
import type { Logger } from '../logger.ts';
import { addressBlock } from './address-block.ts';
import { createFailureBuckets } from './failure-buckets.ts';

/** Why a credential was refused, for the log. */
export type FailureReason =
  | 'malformed'
  | 'unknown_scheme'
  | 'unknown_secret'
  | 'wrong_secret'
  | 'wrong_user'
  | 'expired'
  | 'deactivated'
  | 'invalid_token'
  | 'insufficient_scope';

export interface Failure {
  /** Of the socket, or as a trusted proxy says. */
  readonly ip: string | undefined;
  readonly scheme: 'basic' | 'bearer';
  readonly reason: FailureReason;
  /** The account that was tried, by its address, whether it exists or not. */
  readonly account?: string;
  /** As the client has written it, in its canonical form. */
  readonly user?: string;
  /** Only its keyed hash is kept. */
  readonly secret: string;
}

export interface Failures {
  /** Counts and logs a wrong credential. Throws 429 when there have been too many others. */
  count(failure: Failure): void;
}

/** Far more than a person mistypes, far less than guessing needs. */
const PER_ACCOUNT = { limit: 10, windowMs: 15 * 60_000, size: 10_000 };
/** An office behind one address shares this one. */
const PER_ADDRESS = { limit: 100, windowMs: 60_000, size: 5_000 };
const LONGEST_USER = 254;

/**
 * Limits guessing: a number of distinct wrong secrets for each account, and for each address. A program that repeats one wrong password
 * for ever counts once. Kept in this process: N replicas allow N times as much (docs/operations/credentials.md).
 */
export function createFailures({ logger, now = Date.now }: { logger: Logger; now?: () => number }): Failures {
  const accounts = createFailureBuckets({ ...PER_ACCOUNT, now });
  const addresses = createFailureBuckets({ ...PER_ADDRESS, now });

  return {
    count({ ip = 'unknown', scheme, reason, account, user = '', secret }) {
      const ofAddress = addresses.add(addressBlock(ip), `${account ?? ''}:${secret}`);
      const ofAccount = account === undefined ? ofAddress : accounts.add(account, secret);
      if (ofAccount.isRepeated && ofAddress.isRepeated) return;
      const retryAfterMs = Math.max(ofAccount.retryAfterMs, ofAddress.retryAfterMs);
      if (!ofAccount.isRepeated || retryAfterMs > 0)
        logFailure(logger, { ip, scheme, reason: retryAfterMs > 0 ? 'limited' : reason, user });
      if (retryAfterMs > 0) throw tooMany(retryAfterMs);
    },
  };
}

/** fail2ban reads this line: the address comes before anything that a client can choose (docs/operations/fail2ban.md). */
function logFailure(logger: Logger, { ip, scheme, reason, user }: { ip: string; scheme: string; reason: string; user: string }): void {
  const shown = encodeURIComponent(user.slice(0, LONGEST_USER).toWellFormed());
  logger.warn({ event: 'auth_fail', ip, scheme, reason, user: shown }, 'credentials were refused');
}

const tooMany = (retryAfterMs: number) =>
  new DavError(429, 'There were too many wrong passwords; wait, then use the right one', undefined, {
    retryAfterSeconds: Math.ceil(retryAfterMs / 1000),
  });

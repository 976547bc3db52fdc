import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import type { Secret } from '../../config/secrets.ts';

/** What must be remembered between leaving for the provider and coming back. */
const transaction = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string(), returnTo: z.string() });
export type LoginTransaction = z.infer<typeof transaction>;

export const TRANSACTION_LIFETIME_SECONDS = 600;
const AUDIENCE = 'login-transaction';

/**
 * Login transactions live sealed in a cookie of their own, one for each login that is under way, so that two tabs do not disturb each
 * other and nothing is stored for people who never come back.
 */
export function createTransactionSeal(sessionSecret: Secret) {
  const key = new Uint8Array(hkdfSync('sha256', sessionSecret.reveal(), '', AUDIENCE, 32));
  return {
    seal: (value: LoginTransaction): Promise<string> =>
      new EncryptJWT(value)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setAudience(AUDIENCE)
        .setExpirationTime(`${TRANSACTION_LIFETIME_SECONDS}s`)
        .encrypt(key),

    /** Undefined when it is missing, expired, or not ours. */
    async open(sealed: string | undefined): Promise<LoginTransaction | undefined> {
      if (!sealed) return undefined;
      try {
        const { payload } = await jwtDecrypt(sealed, key, { audience: AUDIENCE });
        return transaction.parse(payload);
      } catch {
        return undefined;
      }
    },
  };
}

export type TransactionSeal = ReturnType<typeof createTransactionSeal>;

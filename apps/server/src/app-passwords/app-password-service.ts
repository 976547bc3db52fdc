import { InvalidRequestError, NotFoundError } from '../errors/app-error.ts';
import type { Logger } from '../logger.ts';
import type { AppPasswordRepo, StoredCredential } from './app-password-repo.ts';
import type { AppPassword } from './app-password.ts';
import { generateToken, keyIdOf, matchesHash } from './token.ts';

/** "Last used" is written at most this often, so that syncing costs no write per request; sooner when another program uses it. */
const USE_RESOLUTION_MS = 3_600_000;
const CLIENT_RESOLUTION_MS = 60_000;
const CLIENT_NAME_LENGTH = 200;

/** Who a correct credential belongs to. */
export interface VerifiedOwner {
  readonly credentialId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

interface Dependencies {
  readonly appPasswords: AppPasswordRepo;
  readonly logger: Logger;
  readonly now?: () => number;
}

export type AppPasswordService = ReturnType<typeof createAppPasswordService>;

export function createAppPasswordService({ appPasswords, logger, now = Date.now }: Dependencies) {
  const isValid = (stored: StoredCredential, email: string, token: string) =>
    matchesHash(token, stored.hash) && stored.email === email && stored.active && (stored.expires_at?.getTime() ?? Infinity) > now();

  /** Not waited for: a client's request does not depend on it. */
  function noteUse(stored: StoredCredential, client: string | null): void {
    const resolution = stored.last_used_client === client ? USE_RESOLUTION_MS : CLIENT_RESOLUTION_MS;
    if (stored.last_used_at !== null && now() - stored.last_used_at.getTime() < resolution) return;
    appPasswords.recordUse(stored.id, client).catch((error: unknown) => logger.warn({ err: error }, 'last use was not recorded'));
  }

  return {
    /** The password is in the answer and nowhere else: only a hash is kept. */
    async create(ownerId: string, input: { name: string; expiresAt: Date | null }): Promise<AppPassword & { password: string }> {
      if (input.expiresAt !== null && input.expiresAt.getTime() <= now())
        throw new InvalidRequestError({ fields: [{ pointer: '/expires_at', detail: 'must be in the future' }] });
      const { token, keyId, hash } = generateToken();
      const made = await appPasswords.insert({ ownerId, keyId, hash, ...input });
      return { ...made, password: token };
    },

    list: (ownerId: string): Promise<AppPassword[]> => appPasswords.listOf(ownerId),

    async revoke(ownerId: string, id: string): Promise<void> {
      if (!(await appPasswords.remove(ownerId, id))) throw new NotFoundError('There is no such app password');
    },

    /**
     * The owner when `token` is a valid app password of the account `email`, else undefined. `client` is the User-Agent, for the list.
     * Throws when the database does not answer, which is not a wrong password.
     */
    verify: async (email: string, token: string, client: string | undefined): Promise<VerifiedOwner | undefined> => {
      const keyId = keyIdOf(token);
      if (keyId === undefined) return undefined;
      const stored = await appPasswords.findCredential(keyId);
      if (!stored || !isValid(stored, email.trim().toLowerCase(), token)) return undefined;
      noteUse(stored, client?.slice(0, CLIENT_NAME_LENGTH) ?? null);
      return { credentialId: stored.id, userId: stored.user_id, email: stored.email, name: stored.user_name };
    },
  };
}

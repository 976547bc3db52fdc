import { InvalidRequestError, NotFoundError } from '../errors/app-error.ts';
import type { Logger } from '../logger.ts';
import type { AppPasswordRepo, StoredCredential } from './app-password-repo.ts';
import type { AppPassword, AppPasswordAccess } from './app-password.ts';
import { createRememberedOwners } from './remembered-owners.ts';
import { generateToken, keyIdOf, matchesHash } from './token.ts';

/** "Last used" is written at most this often, so that syncing costs no write per request; sooner when another program uses it. */
const USE_RESOLUTION_MS = 3_600_000;
const CLIENT_RESOLUTION_MS = 60_000;
const CLIENT_NAME_LENGTH = 200;

/** Who a correct credential belongs to, and what it opens. */
export interface VerifiedOwner {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly scope: { readonly writes: boolean; readonly calendars: ReadonlySet<string> | undefined };
}

export type RefusalReason = 'malformed' | 'unknown_secret' | 'wrong_secret' | 'wrong_user' | 'expired' | 'deactivated';
export type Verification = { readonly owner: VerifiedOwner } | { readonly owner?: never; readonly reason: RefusalReason };

export interface NewAppPassword {
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly access: AppPasswordAccess;
  /** Ids of the only calendars that it shall open; undefined for all. */
  readonly calendars: readonly string[] | undefined;
}

interface Dependencies {
  readonly appPasswords: AppPasswordRepo;
  readonly logger: Logger;
  readonly now?: () => number;
}

export type AppPasswordService = ReturnType<typeof createAppPasswordService>;

export function createAppPasswordService({ appPasswords, logger, now = Date.now }: Dependencies) {
  const remembered = createRememberedOwners<VerifiedOwner>();

  function refusalOf(stored: StoredCredential, loginName: string, token: string): RefusalReason | undefined {
    if (!matchesHash(token, stored.hash)) return 'wrong_secret';
    if (stored.email !== loginName && !stored.by_alias) return 'wrong_user';
    if (!stored.active) return 'deactivated';
    return (stored.expires_at?.getTime() ?? Infinity) > now() ? undefined : 'expired';
  }

  /** Not waited for: a client's request does not depend on it. */
  function noteUse(stored: StoredCredential, client: string | null): void {
    const resolution = stored.last_used_client === client ? USE_RESOLUTION_MS : CLIENT_RESOLUTION_MS;
    if (stored.last_used_at !== null && now() - stored.last_used_at.getTime() < resolution) return;
    appPasswords.recordUse(stored.id, client).catch((error: unknown) => logger.warn({ err: error }, 'last use was not recorded'));
  }

  return {
    /** The password is in the answer and nowhere else: only a hash is kept. */
    async create(ownerId: string, input: NewAppPassword): Promise<AppPassword & { password: string }> {
      if (input.expiresAt !== null && input.expiresAt.getTime() <= now()) throw invalid('/expires_at', 'must be in the future');
      const calendars = input.calendars && [...new Set(input.calendars)];
      if (calendars && (await appPasswords.countCalendars(ownerId, calendars)) !== calendars.length)
        throw invalid('/calendars', 'must name calendars of your own');
      const { token, keyId, hash } = generateToken();
      const made = await appPasswords.insert({ ownerId, keyId, hash, ...input, calendars });
      return { ...made, password: token };
    },

    list: (ownerId: string): Promise<AppPassword[]> => appPasswords.listOf(ownerId),

    async revoke(ownerId: string, id: string): Promise<void> {
      if (!(await appPasswords.remove(ownerId, id))) throw new NotFoundError('There is no such app password');
      remembered.forgetAll();
    },

    /**
     * The owner when `token` is a valid app password of the account that has `loginName` as its address or alias. `client` is the
     * User-Agent, for the list. Throws when the database does not answer, which is not a wrong password.
     */
    verify: async (loginName: string, token: string, client: string | undefined): Promise<Verification> => {
      const known = remembered.find(loginName, token);
      if (known) return { owner: known };
      const keyId = keyIdOf(token);
      if (keyId === undefined) return { reason: 'malformed' };
      const stored = await appPasswords.findCredential(keyId, loginName);
      if (!stored) return { reason: 'unknown_secret' };
      const reason = refusalOf(stored, loginName, token);
      if (reason) return { reason };
      noteUse(stored, client?.slice(0, CLIENT_NAME_LENGTH) ?? null);
      const owner = ownerOf(stored);
      remembered.remember(loginName, token, owner, (stored.expires_at?.getTime() ?? Infinity) - now());
      return { owner };
    },
  };
}

function ownerOf({ user_id: userId, email, user_name: name, access, calendars }: StoredCredential): VerifiedOwner {
  return { userId, email, name, scope: { writes: access === 'FULL', calendars: calendars ? new Set(calendars) : undefined } };
}

const invalid = (pointer: string, detail: string) => new InvalidRequestError({ fields: [{ pointer, detail }] });

import type { Logger } from '../logger.ts';
import type { AliasRepo } from './alias-repo.ts';
import { displayName } from './display-name.ts';
import { canonicalEmail } from './email-address.ts';
import { LoginRefused } from './login-refused.ts';
import type { Provisioner } from './provision.ts';
import type { UserRepo } from './user-repo.ts';
import type { User } from '../auth/current-user.ts';

/** What an identity provider says of a person (OpenID Connect Core 5.1). */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly email?: string | undefined;
  readonly emailVerified: boolean;
  readonly name?: string | undefined;
}

interface Dependencies {
  readonly users: UserRepo;
  readonly aliases: AliasRepo;
  readonly provisioner: Provisioner;
  readonly allowUnverifiedEmail: boolean;
  readonly defaultLanguage: string;
  readonly logger: Logger;
}

export type UserService = ReturnType<typeof createUserService>;

export function createUserService({ users, aliases, provisioner, allowUnverifiedEmail, defaultLanguage, logger }: Dependencies) {
  /** Identity is issuer + subject; an address that another account has is never taken over. */
  async function findOrCreate(claims: Claims): Promise<User> {
    const known = await users.findBySubject(claims.issuer, claims.subject);
    if (known) return known;
    const email = emailFor(claims);
    if (await isTaken(email)) throw new LoginRefused('email_taken');
    const { issuer, subject } = claims;
    const made = await users.insert({ issuer, subject, email, name: displayName(claims.name) || email, language: defaultLanguage });
    const user = made ?? (await users.findBySubject(issuer, subject));
    if (!user) throw new LoginRefused('email_taken');
    return user;
  }

  function emailFor({ email, emailVerified }: Claims): string {
    if (!email) throw new LoginRefused('email_missing');
    if (!emailVerified && !allowUnverifiedEmail) throw new LoginRefused('email_unverified');
    const canonical = canonicalEmail(email);
    if (canonical === undefined) throw new LoginRefused('email_invalid');
    return canonical;
  }

  /** An old address of somebody else still opens their calendars, so it is not free. */
  async function isTaken(email: string): Promise<boolean> {
    return (await aliases.accountOf(email)) !== undefined;
  }

  return {
    /** The account of a person who has just authenticated. Throws `LoginRefused`. A CalDAV server that is away does not stop it. */
    async logIn(claims: Claims): Promise<User> {
      const user = await findOrCreate(claims);
      if (!user.active) throw new LoginRefused('deactivated');
      if (claims.email && canonicalEmail(claims.email) !== user.email)
        logger.warn({ userId: user.id }, 'the identity provider has another e-mail address for this account; the known one is kept');
      const current = await users.recordLogin(user.id, displayName(claims.name) || user.name);
      await provisioner.tryProvision(current);
      return current;
    },

    /** Makes an account before its first login. Throws when provisioning does not succeed; repeating is harmless. */
    async add(claims: Claims): Promise<User> {
      const user = await findOrCreate(claims);
      await provisioner.provision(user);
      return user;
    },
  };
}

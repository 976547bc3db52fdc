import { z } from 'zod';
import type { LoginTokens } from './oidc-strategy.ts';

/** Standard claims (OpenID Connect Core 5.1) as far as they are of use; some providers send `email_verified` as a string. */
const standardClaims = z.object({
  email: z.string().optional(),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
});

export interface PersonClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/** The claims of the ID token, completed from UserInfo where it was asked. */
export function personClaims({ claims, userInfo }: LoginTokens): PersonClaims {
  const standard = standardClaims.catch({}).parse({ ...userInfo, ...claims });
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: standard.email,
    emailVerified: standard.email_verified ?? false,
    name: standard.name ?? standard.preferred_username,
  };
}

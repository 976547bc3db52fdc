import { z } from 'zod';
import type { LoginTokens } from './oidc-strategy.ts';

/** Standard claims (OpenID Connect Core 5.1) as far as they are of use; some providers send `email_verified` as a string. */
const standardClaims = z.object({
  email: z.string().optional().catch(undefined),
  email_verified: z.preprocess(
    (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value),
    z.boolean().optional().catch(undefined),
  ),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
});

export interface PersonClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/** The claims of the ID token, completed from UserInfo where it was asked. That another address is verified there says nothing of this one. */
export function personClaims({ claims, userInfo }: LoginTokens): PersonClaims {
  const isSameAddress = claims['email'] === undefined || claims['email'] === userInfo?.email;
  const standard = standardClaims.parse({ ...(isSameAddress ? userInfo : {}), ...claims });
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: standard.email,
    emailVerified: standard.email_verified ?? false,
    name: standard.name ?? standard.preferred_username,
  };
}

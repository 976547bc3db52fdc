import type { VerifyAccessToken } from '../access-token.ts';
import { createIntrospection } from './introspect.ts';
import type { OidcProvider } from './provider.ts';
import { isJwt, verifyJwt } from './verify-jwt.ts';

interface Dependencies {
  readonly provider: OidcProvider;
  readonly audience: string;
  readonly clientId: string;
}

/** Access tokens of the OpenID provider that are meant for this service: JWTs by its keys, opaque ones by asking it. */
export function createAccessTokenVerifier({ provider, audience, clientId }: Dependencies): VerifyAccessToken {
  const introspect = createIntrospection({ audience });
  return async (token) => {
    const discovered = await provider.discover();
    return isJwt(token) ? verifyJwt(token, discovered, { audience, clientId }) : introspect(token, discovered);
  };
}

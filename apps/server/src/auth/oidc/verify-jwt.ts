import { decodeProtectedHeader, jwtVerify, type JWTPayload, type JWTVerifyResult } from 'jose';
import { AccessTokenRefused, scopesOf, type AccessToken } from '../access-token.ts';
import { isKeyTrouble } from './key-trouble.ts';
import type { DiscoveredProvider } from './provider.ts';

/** Signatures with a key that only the provider has: neither `none` nor a secret that is shared with this service. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const CLOCK_TOLERANCE_SECONDS = 10;
const accessTokenTypes = new Set(['at+jwt', 'application/at+jwt']);
/** `JWT` and nothing are what providers from before RFC 9068 write. */
const acceptedTypes = new Set([...accessTokenTypes, 'jwt', '']);

export interface JwtRules {
  readonly audience: string;
  readonly clientId: string;
}

export function isJwt(token: string): boolean {
  if (token.split('.').length !== 3) return false;
  try {
    return decodeProtectedHeader(token).alg !== undefined;
  } catch {
    return false;
  }
}

/** A JWT access token (RFC 9068 4). */
export async function verifyJwt(token: string, { keys, metadata }: DiscoveredProvider, rules: JwtRules): Promise<AccessToken> {
  const { payload, protectedHeader } = await verify(token, { keys, metadata }, rules.audience);
  const problem = problemOf(payload, protectedHeader.typ, rules);
  if (problem !== undefined) throw new AccessTokenRefused(problem);
  return { issuer: metadata.issuer, subject: payload.sub ?? '', scopes: scopesOf(payload) };
}

async function verify(
  token: string,
  { keys, metadata }: Pick<DiscoveredProvider, 'keys' | 'metadata'>,
  audience: string,
): Promise<JWTVerifyResult> {
  try {
    const requiredClaims = ['exp', 'sub'];
    return await jwtVerify(token, keys, {
      issuer: metadata.issuer,
      audience,
      algorithms,
      requiredClaims,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
  } catch (error) {
    if (isKeyTrouble(error)) throw error;
    throw new AccessTokenRefused('the JWT is not valid', { cause: error });
  }
}

/** The same keys sign ID tokens and logout tokens, which every client of the provider sees: they must not open anything. */
function problemOf(payload: JWTPayload, typ: unknown, { audience, clientId }: JwtRules): string | undefined {
  const type = typeof typ === 'string' ? typ.toLowerCase() : '';
  if (!acceptedTypes.has(type)) return 'another kind of token';
  if (payload['cnf'] !== undefined) return 'bound to a key (RFC 7800), so no bearer token';
  if (payload['events'] !== undefined) return 'a security event (RFC 8417)';
  if (accessTokenTypes.has(type)) return undefined;
  const isIdToken = ['nonce', 'at_hash', 'c_hash', 's_hash'].some((claim) => payload[claim] !== undefined);
  // Keycloak's own mark
  const isMarked = typeof payload['typ'] === 'string' && payload['typ'].toLowerCase() !== 'bearer';
  if (isIdToken || isMarked) return 'an ID token';
  const isForClient = [payload.aud].flat().includes(clientId) && audience !== clientId;
  return isForClient ? 'meant for the login client' : undefined;
}

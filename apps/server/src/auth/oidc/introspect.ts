import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import * as client from 'openid-client';
import { AccessTokenRefused, scopesOf, type AccessToken } from '../access-token.ts';
import type { DiscoveredProvider } from './provider.ts';

/** What is known of a token for so long is not asked again, so that it is the longest time that a revoked token still opens. */
const CACHE_MS = 5000;
const CACHE_SIZE = 5000;

export type Introspect = (token: string, provider: DiscoveredProvider) => Promise<AccessToken>;

/** Asks the provider about an opaque access token (RFC 7662). Only good answers are kept, by hash, and none past its expiry. */
export function createIntrospection({ audience, now = Date.now }: { audience: string; now?: () => number }): Introspect {
  const known = new LRUCache<string, { until: number; token: AccessToken }>({ max: CACHE_SIZE });

  return async (token, provider) => {
    const key = createHash('sha256').update(token).digest('base64');
    const cached = known.get(key);
    if (cached && cached.until > now()) return cached.token;
    known.delete(key);
    if (provider.metadata.introspection_endpoint === undefined) throw new AccessTokenRefused('the provider has no introspection');
    const said = await client.tokenIntrospection(provider.configuration, token, { token_type_hint: 'access_token' });
    const problem = problemOf(said, provider.metadata.issuer, audience, now() / 1000);
    if (problem !== undefined) throw new AccessTokenRefused(problem);
    const accepted = { issuer: provider.metadata.issuer, subject: said.sub ?? '', scopes: scopesOf({ ...said }) };
    known.set(key, { until: Math.min(now() + CACHE_MS, (said.exp ?? Infinity) * 1000), token: accepted });
    return accepted;
  };
}

function problemOf(said: client.IntrospectionResponse, issuer: string, audience: string, seconds: number): string | undefined {
  if (!said.active) return 'not active';
  const problems: readonly (readonly [string, boolean])[] = [
    ['of another issuer', said.iss !== undefined && said.iss !== issuer],
    ['for another audience', ![said.aud].flat().includes(audience)],
    ['of nobody', !said.sub],
    ['expired', (said.exp ?? Infinity) <= seconds],
    ['not valid yet', (said.nbf ?? 0) > seconds],
    ['bound to a key (RFC 7800)', said['cnf'] !== undefined],
    ['no bearer token', (said.token_type ?? 'bearer').toLowerCase() !== 'bearer'],
  ];
  return problems.find(([, isSo]) => isSo)?.[0];
}

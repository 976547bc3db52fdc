import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Programs ask in bursts: this saves most queries of a sync. What is revoked on another replica is believed for so long (decision 0032). */
const REMEMBERED_MS = 2000;
const MOST = 10_000;

/** Owners of credentials that were right a moment ago; wrong ones are never remembered. The secrets themselves are not kept. */
export function createRememberedOwners<Owner extends object>() {
  const owners = new LRUCache<string, Owner>({ max: MOST });
  const keyOf = (loginName: string, token: string) => createHash('sha256').update(`${loginName}\0${token}`).digest('base64');
  return {
    find: (loginName: string, token: string): Owner | undefined => owners.get(keyOf(loginName, token)),

    /** Not for longer than the credential itself is good, in milliseconds. */
    remember(loginName: string, token: string, owner: Owner, goodForMs: number): void {
      owners.set(keyOf(loginName, token), owner, { ttl: Math.max(1, Math.min(REMEMBERED_MS, goodForMs)) });
    },

    forgetAll: (): void => owners.clear(),
  };
}

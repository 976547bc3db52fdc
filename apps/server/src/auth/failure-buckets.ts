import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

interface Options {
  /** Distinct secrets that may fail within the window, which begins with the first. */
  readonly limit: number;
  readonly windowMs: number;
  /** Buckets that are kept at most; the one that failed longest ago goes first. */
  readonly size: number;
  readonly now?: () => number;
}

export interface Counted {
  /** This secret has failed here before. */
  readonly isRepeated: boolean;
  /** More than zero when the bucket is full and this secret is not in it. */
  readonly retryAfterMs: number;
}

interface Bucket {
  readonly endsAt: number;
  readonly secrets: Set<number>;
}

/** Counts distinct wrong secrets by key. Memory is bounded, and holds no secret: 48 bits of a hash whose key ends with the process. */
export function createFailureBuckets({ limit, windowMs, size, now = Date.now }: Options) {
  const hashKey = randomBytes(32);
  const buckets = new LRUCache<string, Bucket>({ max: size });
  const fingerprint = (text: string) => createHmac('sha256', hashKey).update(text).digest().readUIntBE(0, 6);

  function current(key: string): Bucket {
    const known = buckets.get(key);
    if (known && known.endsAt > now()) return known;
    const fresh = { endsAt: now() + windowMs, secrets: new Set<number>() };
    buckets.set(key, fresh);
    return fresh;
  }

  return {
    add(key: string, secret: string): Counted {
      const bucket = current(key);
      const print = fingerprint(secret);
      if (bucket.secrets.has(print)) return { isRepeated: true, retryAfterMs: 0 };
      if (bucket.secrets.size >= limit) return { isRepeated: false, retryAfterMs: bucket.endsAt - now() };
      bucket.secrets.add(print);
      return { isRepeated: false, retryAfterMs: 0 };
    },
    get size(): number {
      return buckets.size;
    },
  };
}

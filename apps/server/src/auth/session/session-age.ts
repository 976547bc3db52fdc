interface Aging {
  readonly passport?: { user?: string } | undefined;
  readonly startedAt?: number | undefined;
}

/** Whether a login has reached its absolute age. One without a start was interrupted by a crash while it was written: it is over too. */
export function hasOutlived({ passport, startedAt }: Aging, lifetimeMs: number, now = Date.now()): boolean {
  return passport?.user !== undefined && (startedAt === undefined || now - startedAt > lifetimeMs);
}

/** What a credential may do, where that is less than all that its owner may do. */
export interface AccessScope {
  /** Methods that change something are allowed. */
  readonly writes: boolean;
  /** The only calendars of the owner's home that exist for this credential; undefined when all do. */
  readonly calendars: ReadonlySet<string> | undefined;
}

export const FULL_ACCESS: AccessScope = { writes: true, calendars: undefined };

/** Who is asking on the CalDAV mount, and by which credential. */
export interface Identity {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly via: 'app-password' | 'bearer' | 'session';
  readonly scope: AccessScope;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      identity?: Identity;
    }
  }
}

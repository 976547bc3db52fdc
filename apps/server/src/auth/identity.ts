/** Who is asking on the CalDAV mount, and by which credential. */
export interface Identity {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly via: 'app-password' | 'session';
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      identity?: Identity;
    }
  }
}

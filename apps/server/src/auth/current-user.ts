import type { Request } from 'express';
import { UnauthenticatedError } from '../errors/app-error.ts';

/** A person with an account. */
export interface User {
  readonly id: string;
  /** Lower case; the DAV principal's name. */
  readonly email: string;
  readonly name: string;
  readonly language: string;
  readonly timezone: string;
  readonly active: boolean;
  /** The principal and the default calendar exist. */
  readonly provisioned: boolean;
  readonly issuer: string;
  readonly subject: string;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
}

type Account = User;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which passport declares `req.user`
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merges with passport's declaration
    interface User extends Account {}
  }
}

/** The person logged in on the web; the one file of `auth/` that slices import. Throws 401 when there is none. */
export function currentUser(req: Request): User {
  if (!req.user) throw new UnauthenticatedError();
  return req.user;
}

import type { Request, RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import type { Identity } from './identity.ts';

/**
 * Finds out who asks. Undefined: the credentials are missing or wrong. A `DavError` is the answer itself; any other throw means that
 * they could not be checked.
 */
export type LoadIdentity = (req: Request) => Promise<Identity | undefined>;

/** Loaders by the credential that a request carries. Without `bearer`, that scheme is as unknown as any other. */
export interface Loaders {
  readonly basic: LoadIdentity;
  readonly bearer: LoadIdentity | undefined;
  readonly session: LoadIdentity;
}

/**
 * Sets `req.identity`. An Authorization header decides alone, so that a cookie never speaks for somebody else. Trouble behind a check is
 * 503 and never 401: to a client 401 means a wrong password, which it may delete.
 */
export function authenticate(loaders: Loaders): RequestHandler {
  return async (req, _res, next) => {
    try {
      const identity = await loaderFor(req, loaders)(req);
      if (identity) req.identity = identity;
      next();
    } catch (error) {
      next(error instanceof DavError ? error : unavailable(error));
    }
  };
}

function loaderFor(req: Request, loaders: Loaders): LoadIdentity {
  if (req.headers.authorization === undefined) return loaders.session;
  return /^\s*bearer(?:\s|$)/i.test(req.headers.authorization) ? (loaders.bearer ?? loaders.basic) : loaders.basic;
}

const unavailable = (cause: unknown) =>
  new DavError(503, 'Credentials cannot be checked at the moment', undefined, { retryAfterSeconds: 5, cause });

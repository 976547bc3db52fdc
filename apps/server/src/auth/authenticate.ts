import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import type { Identity } from './identity.ts';

/** Finds out who asks. Undefined: the credentials are missing or wrong. A throw means that they could not be checked. */
export type LoadIdentity = (req: IncomingMessage) => Promise<Identity | undefined>;

/** Loaders by the credential that a request carries. */
export interface Loaders {
  readonly basic: LoadIdentity;
  readonly session: LoadIdentity;
}

/**
 * Sets `req.identity`. An Authorization header decides alone, so that a cookie never speaks for somebody else. Trouble behind a check is
 * 503 and never 401: to a client 401 means a wrong password, which it may delete.
 */
export function authenticate(loaders: Loaders): RequestHandler {
  return async (req, _res, next) => {
    const load = req.headers.authorization === undefined ? loaders.session : loaders.basic;
    try {
      const identity = await load(req);
      if (identity) req.identity = identity;
      next();
    } catch (error) {
      next(new DavError(503, 'Credentials cannot be checked at the moment', undefined, { retryAfterSeconds: 5, cause: error }));
    }
  };
}

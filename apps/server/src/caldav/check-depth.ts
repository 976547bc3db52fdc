import type { RequestHandler } from 'express';
import { davName } from '../dav/names.ts';
import { DavError } from '../errors/dav-error.ts';
import { targetOf } from './check-path.ts';

/**
 * Refuses an explicit `Depth: infinity` where the answer would have no bound (RFC 4918 9.1). A missing Depth is not refused: programs
 * leave it out and mean 0 or 1. A REPORT on one home or calendar is bounded, and RFC 4791 7.10 asks free-busy of a home that way.
 */
export const checkDepth: RequestHandler = (req, _res, next) => {
  const isInfinite = req.headers['depth']?.toString().trim().toLowerCase() === 'infinity';
  const isUnbounded = req.method === 'PROPFIND' || (req.method === 'REPORT' && targetOf(req).location.kind === 'context');
  if (isInfinite && isUnbounded)
    next(new DavError(403, 'Depth: infinity is not served; ask with Depth 0 or 1', davName('propfind-finite-depth')));
  else next();
};

import type { RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { DavError } from '../errors/dav-error.ts';
import { readTarget } from '../dav/request-target.ts';

/** Owner, calendar collection, resource: DAViCal never answers a MOVE to anything shorter. */
const DEPTH_BELOW_A_COLLECTION = 3;

/**
 * MOVE and COPY (RFC 4918 9.9.4): the Destination must be ours, which is 502 otherwise, and inside a collection. It goes on as a path,
 * because the upstream does not know our public origin.
 */
export function checkDestination(publicUrl: string): RequestHandler {
  return (req, _res, next) => {
    const destination = req.headers.destination;
    if (typeof destination !== 'string') {
      next();
      return;
    }
    const path = ownPath(destination, [publicUrl, `http://${req.headers.host ?? ''}`, `https://${req.headers.host ?? ''}`]);
    if (path === undefined) {
      next(new DavError(502, 'The Destination is on another server'));
      return;
    }
    const target = readTarget(path, CALDAV_PATH);
    if (typeof target === 'string') {
      next(new DavError(403, `The Destination is not acceptable: ${target}`));
      return;
    }
    if (target.segments.length < DEPTH_BELOW_A_COLLECTION) {
      next(new DavError(403, 'The Destination is not inside a calendar'));
      return;
    }
    req.headers.destination = path;
    next();
  };
}

function ownPath(destination: string, origins: readonly string[]): string | undefined {
  if (destination.startsWith('/') && !destination.startsWith('//')) return destination;
  const origin = origins.find((each) => destination.toLowerCase().startsWith(`${each.toLowerCase()}/`));
  return origin === undefined ? undefined : destination.slice(origin.length);
}

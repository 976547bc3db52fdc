import type { Request, RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { readTarget } from '../dav/request-target.ts';
import type { ResourceLocation } from '../dav/resource-location.ts';
import { DavError } from '../errors/dav-error.ts';
import type { Locate } from './check-path.ts';
import type { OwnPath } from './own-path.ts';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      /** What the Destination of a MOVE or COPY names. */
      davDestination?: ResourceLocation;
    }
  }
}

/**
 * MOVE and COPY (RFC 4918 9.9.4): the Destination must be on this server, which is 502 otherwise, and inside a collection, because
 * DAViCal never answers a MOVE to anything shorter. It goes on as a path: the upstream does not know our public origin.
 */
export function checkDestination(locate: Locate, ownPath: OwnPath): RequestHandler {
  return (req, _res, next) => next(readDestination(req, locate, ownPath));
}

function readDestination(req: Request, locate: Locate, ownPath: OwnPath): DavError | undefined {
  const { destination } = req.headers;
  const isNeeded = req.method === 'MOVE' || req.method === 'COPY';
  if (!isNeeded) delete req.headers.destination;
  if (!isNeeded) return undefined;
  if (typeof destination !== 'string') return new DavError(400, 'A Destination header is needed');
  const path = ownPath(destination, req);
  if (path === undefined) return new DavError(502, 'The Destination is on another server');
  const target = readTarget(path, CALDAV_PATH);
  if (typeof target === 'string') return new DavError(403, `The Destination is not acceptable: ${target}`);
  const location = locate(target.segments);
  if (location.kind !== 'object') return new DavError(403, 'The Destination is not directly inside a calendar');
  req.headers.destination = target.path;
  req.davDestination = location;
  return undefined;
}

import type { Request, RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { readTarget, type RequestTarget } from '../dav/request-target.ts';
import type { ResourceLocation } from '../dav/resource-location.ts';
import { DavError } from '../errors/dav-error.ts';

export interface DavTarget extends RequestTarget {
  readonly location: ResourceLocation;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      davTarget?: DavTarget;
    }
  }
}

/** Says what a path names; the layout is the backend's. */
export type Locate = (segments: readonly string[]) => ResourceLocation;

/** Refuses request targets that the upstream could read differently from us, and says what the others name. */
export function checkPath(locate: Locate): RequestHandler {
  return (req, _res, next) => {
    const target = readTarget(req.originalUrl, CALDAV_PATH);
    if (typeof target === 'string') {
      next(new DavError(400, `The path is not acceptable: ${target}`));
      return;
    }
    req.davTarget = { ...target, location: locate(target.segments) };
    next();
  };
}

/** The target that `checkPath` has read. */
export function targetOf(req: Request): DavTarget {
  if (!req.davTarget) throw new DavError(500, 'A request without a target reached the proxy');
  return req.davTarget;
}

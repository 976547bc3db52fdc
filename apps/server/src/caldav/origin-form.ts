import type { RequestHandler } from 'express';
import type { OwnPath } from './own-path.ts';

/**
 * A request target in absolute form (RFC 9112 3.2.2) that names this service is taken as its path, as every server must; the next step
 * refuses that of another host.
 */
export function originForm(ownPath: OwnPath): RequestHandler {
  return (req, _res, next) => {
    if (!req.originalUrl.startsWith('/')) req.originalUrl = ownPath(req.originalUrl, req) ?? req.originalUrl;
    next();
  };
}

import { Router, type RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { DavError } from '../errors/dav-error.ts';

/** RFC 6764 5: any method, no login. The Location is a path only: this side may not know scheme and port of the edge. */
const redirectToContext: RequestHandler = (_req, res) => {
  res.writeHead(301, { Location: `${CALDAV_PATH}/`, 'Content-Length': '0', 'Cache-Control': 'public, max-age=3600' }).end();
};

const noContacts: RequestHandler = (_req, _res, next) => {
  next(new DavError(404, 'There is no CardDAV service here'));
};

/** Apple's programs ask the bare host too (clients look for the context path there); a browser gets the web application. */
const redirectDavAtRoot: RequestHandler = (req, res, next) => {
  if (req.method === 'PROPFIND') return redirectToContext(req, res, next);
  next();
};

export function wellKnown(): Router {
  const router = Router();
  router.all('/.well-known/caldav', redirectToContext);
  router.all('/.well-known/carddav', noContacts);
  router.all('/', redirectDavAtRoot);
  return router;
}

/** The context path without its slash; comes before authentication, as the well-known URI does. Every CalDAV request passes it. */
export const contextPath: RequestHandler = (req, res, next) => {
  const { originalUrl } = req;
  if (originalUrl === CALDAV_PATH || originalUrl.startsWith(`${CALDAV_PATH}?`)) return redirectToContext(req, res, next);
  next();
};

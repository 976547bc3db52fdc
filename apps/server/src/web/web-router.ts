import { fileURLToPath } from 'node:url';
import express, { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.ts';

/** Where `npm run build` of apps/web puts the application. */
const DIST = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const ONE_YEAR = '1y';

/** The web application: hashed assets are cached for ever, the page itself never. */
export function webRouter({ secure }: Config): Router {
  const router = Router();
  router.use(securityHeaders(secure));
  router.use('/assets', express.static(`${DIST}/assets`, { immutable: true, maxAge: ONE_YEAR, fallthrough: false }));
  router.use(express.static(DIST, { cacheControl: false, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') }));
  return router;
}

function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
  });
}

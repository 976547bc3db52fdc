import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** Where `npm run build` of apps/web puts the application. */
const DIST = fileURLToPath(new URL('../../../web/dist', import.meta.url));
const ONE_YEAR = '1y';

/** The web application: hashed assets are cached for ever, the page itself never. */
export function webRouter(): Router {
  const router = Router();
  router.use('/assets', express.static(`${DIST}/assets`, { immutable: true, maxAge: ONE_YEAR, fallthrough: false }));
  router.use(express.static(DIST, { cacheControl: false, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') }));
  return router;
}

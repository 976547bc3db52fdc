import express, { type Express } from 'express';
import { apiRouter } from './api/api-router.ts';
import { caldavRouter } from './caldav/caldav-router.ts';
import { contextPath, wellKnown } from './caldav/well-known.ts';
import { API_PATH, CALDAV_PATH } from './config/config.ts';
import type { AppContext } from './context.ts';
import { davErrorHandler } from './errors/dav-error-handler.ts';
import { notFound, problemHandler } from './errors/problem-handler.ts';
import { accessLog, sendRequestId } from './observability/access-log.ts';
import { healthRoutes } from './observability/health-routes.ts';
import { securityHeaders } from './web/security-headers.ts';
import { webRouter } from './web/web-router.ts';

/** The one list of mounts, in order. CalDAV comes before everything that reads bodies or sessions. */
export function createApp(ctx: AppContext): Express {
  const { config, logger } = ctx;
  const writeError = davErrorHandler(logger);
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('trust proxy', [...config.trustedProxies]);
  app.set('etag', false);

  const log = accessLog(logger);
  app.use(
    CALDAV_PATH,
    log,
    contextPath,
    caldavRouter({
      ...ctx,
      writeError,
      publicUrl: config.publicUrl,
      locate: ctx.backend.locate,
      limits: config.caldavLimits,
    }),
  );
  app.use(healthRoutes(ctx.checks));
  app.use(log);
  app.use(wellKnown(), writeError);
  app.use(sendRequestId, securityHeaders(config));
  app.use(API_PATH, apiRouter(ctx));
  app.use(webRouter());
  app.use(notFound, problemHandler(logger));
  return app;
}

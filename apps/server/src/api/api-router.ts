import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { appPasswordRoutes } from '../app-passwords/app-password-routes.ts';
import { csrf } from '../auth/csrf.ts';
import { oidcRoutes } from '../auth/oidc/oidc-routes.ts';
import { createPassport } from '../auth/oidc/passport.ts';
import { sessionMiddleware } from '../auth/session/session-middleware.ts';
import { calendarRoutes } from '../calendars/calendar-routes.ts';
import type { AppContext } from '../context.ts';
import { isDatabaseUnavailable } from '../db/database-unavailable.ts';
import { AppError, UnavailableError } from '../errors/app-error.ts';
import { notFound, problemHandler } from '../errors/problem-handler.ts';
import { userRoutes } from '../users/user-routes.ts';
import { configRoutes } from './config-routes.ts';

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'private, no-store');
  next();
};

const nameDatabaseTrouble: ErrorRequestHandler = (error: unknown, _req, _res, next) => {
  const isAway = !(error instanceof AppError) && isDatabaseUnavailable(error);
  next(isAway ? new UnavailableError('database-unavailable', 'The database does not answer; try again soon.', error) : error);
};

/** The REST API and the login. A trailing slash is optional everywhere. */
export function apiRouter(ctx: AppContext): Router {
  const { config, logger } = ctx;
  const authenticator = createPassport(ctx.oidc);
  const router = Router({ caseSensitive: true });

  router.use(noStore, configRoutes(config));
  router.use(sessionMiddleware(ctx.sessionStore, config), authenticator.session());
  // the provider posts here from its own server, so this comes before the proof of same origin
  router.use(oidcRoutes(ctx.oidc, authenticator));
  router.use(csrf(config.publicUrl), express.json({ limit: '100kb' }));
  router.use(userRoutes(), calendarRoutes(ctx.calendars, config.caldavUrl), appPasswordRoutes(ctx.appPasswords));
  router.use(notFound, nameDatabaseTrouble, problemHandler(logger));
  return router;
}

import type { RequestHandler } from 'express';
import type { Authenticator } from './passport.ts';
import { redirectToLoginError } from './login-failure.ts';
import type { Logger } from '../../logger.ts';

/** `GET /authenticate/?returnTo=`: leaves for the provider. */
export function login({ authenticator, logger }: { authenticator: Authenticator; logger: Logger }): RequestHandler {
  const begin: RequestHandler = authenticator.authenticate('oidc');
  return (req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    begin(req, res, (error: unknown) => {
      if (error === undefined) return next();
      logger.error({ err: error }, 'a login could not be begun');
      redirectToLoginError(res, 'provider_unavailable');
    });
  };
}

import type { Request, RequestHandler, Response } from 'express';
import * as client from 'openid-client';
import type { AuthenticateCallback } from 'passport';
import type { Logger } from '../../logger.ts';
import type { User } from '../current-user.ts';
import { redirectToLoginError, refuseCallback, type LoginFailureCode } from './login-failure.ts';
import type { Authenticator } from './passport.ts';
import { LoginTransactionError, type LoginInfo } from './oidc-strategy.ts';

interface Dependencies {
  readonly authenticator: Authenticator;
  readonly logger: Logger;
  /** Why an account was refused, or undefined when the error is another one. */
  readonly refusalOf: (error: unknown) => LoginFailureCode | undefined;
}

/** `GET /callback/`: what the provider says is checked, the session begins under a new id, and the person is led back. */
export function callback({ authenticator, logger, refusalOf }: Dependencies): RequestHandler {
  return (req, res, next) => {
    if (req.query['state'] === undefined) {
      refuseCallback(res);
      return;
    }
    const finish = async (error: unknown, user: User | false | null | undefined, info: unknown) => {
      if (error || !user || !isLoginInfo(info)) {
        reportFailure(res, error);
        return;
      }
      await beginSession(req, user, info);
      logger.info({ userId: user.id }, 'logged in');
      res.setHeader('Cache-Control', 'no-store');
      res.redirect(303, info.transaction.returnTo);
    };
    const done: AuthenticateCallback = (error: unknown, user, info) => {
      finish(error, user, info).catch(next);
    };
    const handle: RequestHandler = authenticator.authenticate('oidc', done);
    handle(req, res, next);
  };

  function reportFailure(res: Response, error: unknown): void {
    if (error instanceof LoginTransactionError) return refuseCallback(res);
    const code = refusalOf(error) ?? failureCodeOf(error);
    logger.warn({ err: error, code }, 'a login was not completed');
    redirectToLoginError(res, code);
  }
}

/** passport hands on what the strategy gave, without its type. */
const isLoginInfo = (info: unknown): info is LoginInfo => typeof info === 'object' && info !== null && 'transaction' in info;

function failureCodeOf(error: unknown): LoginFailureCode {
  if (error instanceof client.AuthorizationResponseError) return error.error === 'access_denied' ? 'access_denied' : 'failed';
  if (error instanceof client.ResponseBodyError) return 'failed';
  if (error instanceof client.ClientError && error.code === 'OAUTH_TIMEOUT') return 'provider_unavailable';
  // what fetch throws when there is no connection
  return error instanceof TypeError && error.message === 'fetch failed' ? 'provider_unavailable' : 'failed';
}

/** passport destroys the session that was there and begins another, so that an id known to somebody else before is worth nothing. */
function beginSession(req: Request, user: User, { tokens }: LoginInfo): Promise<void> {
  return new Promise((resolve, reject) => {
    req.logIn(user, (error: unknown) => {
      if (error) return reject(error instanceof Error ? error : new Error('the session was not begun', { cause: error }));
      const { iss, sub, sid } = tokens.claims;
      const now = Date.now();
      Object.assign(req.session, {
        startedAt: now,
        seenAt: now,
        oidc: { issuer: iss, sub, sid: typeof sid === 'string' ? sid : undefined, idToken: tokens.idToken },
      });
      // express-session would send the redirect before it has written this
      req.session.save((notSaved: unknown) => {
        if (notSaved) reject(notSaved instanceof Error ? notSaved : new Error('the session was not written', { cause: notSaved }));
        else resolve();
      });
    });
  });
}

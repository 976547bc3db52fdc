import type { Request, RequestHandler } from 'express';
import { Passport, type AuthenticateCallback } from 'passport';
import { API_PATH, type Config } from '../../config/config.ts';
import type { Logger } from '../../logger.ts';
import { cookieValues } from '../cookie-values.ts';
import type { User } from '../current-user.ts';
import type { LoggedOutSessions } from '../session/session-repo.ts';
import type { LoginFailureCode } from './login-failure.ts';
import { OidcStrategy, type LoginTokens, type StrategyOptions } from './oidc-strategy.ts';
import type { OidcProvider } from './provider.ts';
import { safeReturnTo } from './return-to.ts';
import { createTransactionSeal, TRANSACTION_LIFETIME_SECONDS } from './transaction.ts';

/** What is used of passport, with handlers as Express types them. */
export interface Authenticator {
  session(): RequestHandler;
  authenticate(strategy: string, done?: AuthenticateCallback): RequestHandler;
}

export interface OidcDependencies {
  readonly config: Config;
  readonly logger: Logger;
  readonly provider: OidcProvider;
  readonly sessions: LoggedOutSessions;
  readonly findAccount: (tokens: LoginTokens) => Promise<User>;
  readonly findUser: (id: string) => Promise<User | undefined>;
  readonly refusalOf: (error: unknown) => LoginFailureCode | undefined;
}

/** passport with the one way to log in, and with what it keeps in a session: the user's id. */
export function createPassport(deps: OidcDependencies): Authenticator {
  const authenticator = new Passport();
  authenticator.use(new OidcStrategy(strategyOptions(deps)));
  authenticator.serializeUser<string>((user, done) => done(null, user.id));
  authenticator.deserializeUser<string>((id, done) => {
    deps.findUser(id).then(
      (user) => done(null, user?.active ? user : false),
      (error: unknown) => done(error),
    );
  });
  return authenticator;
}

function strategyOptions({ config, provider, findAccount }: OidcDependencies): StrategyOptions {
  const seal = createTransactionSeal(config.session.secret);
  const cookieNameFor = (state: string) => `${config.session.transactionCookiePrefix}${state.slice(0, 8)}`;
  const cookieOptions = { httpOnly: true, sameSite: 'lax', secure: config.secure, path: '/' } as const;
  return {
    provider,
    findAccount,
    scope: config.oidc.scopes,
    callbackUrl: `${config.publicUrl}${API_PATH}/callback/`,
    async begin(req, transaction) {
      const sealed = await seal.seal({ ...transaction, returnTo: safeReturnTo(req.query['returnTo'], config.publicUrl) });
      req.res?.cookie(cookieNameFor(transaction.state), sealed, { ...cookieOptions, maxAge: TRANSACTION_LIFETIME_SECONDS * 1000 });
    },
    async resume(req: Request) {
      const state = req.query['state'];
      if (typeof state !== 'string') return undefined;
      const name = cookieNameFor(state);
      const transaction = await seal.open(cookieValues(req.headers.cookie, name)[0]);
      if (transaction?.state !== state) return undefined;
      req.res?.clearCookie(name, cookieOptions);
      return transaction;
    },
  };
}

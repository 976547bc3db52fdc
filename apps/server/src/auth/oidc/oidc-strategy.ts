import type { Request } from 'express';
import * as client from 'openid-client';
import passport from 'passport';
import type { User } from '../current-user.ts';
import type { OidcProvider } from './provider.ts';
import type { LoginTransaction } from './transaction.ts';

/** What the provider has said of a person. */
export interface LoginTokens {
  readonly claims: client.IDToken;
  readonly userInfo: client.UserInfoResponse | undefined;
  readonly idToken: string | undefined;
}

/** A transaction cannot be found for a callback, or the callback does not fit it. */
export class LoginTransactionError extends Error {
  override name = 'LoginTransactionError';
}

export interface StrategyOptions {
  readonly provider: OidcProvider;
  readonly scope: string;
  /** Fixed by configuration, whatever Host a request names. */
  readonly callbackUrl: string;
  readonly begin: (req: Request, transaction: Omit<LoginTransaction, 'returnTo'>) => Promise<void>;
  readonly resume: (req: Request) => Promise<LoginTransaction | undefined>;
  /** The account for what the provider said. Throws `LoginRefused`. */
  readonly findAccount: (tokens: LoginTokens) => Promise<User>;
}

export interface LoginInfo {
  readonly tokens: LoginTokens;
  readonly transaction: LoginTransaction;
}

/**
 * Authorization code flow (OpenID Connect Core 3.1) with PKCE, state and nonce, always all three. openid-client's own passport strategy
 * leaves out nonce and, where the provider has PKCE, state, and keeps one login per session
 * (docs/decisions/0024-own-oidc-strategy.md).
 */
export class OidcStrategy extends passport.Strategy {
  override name = 'oidc';
  // not `#options`: passport works on an object made from this one, which has no private names
  private readonly options: StrategyOptions;

  constructor(options: StrategyOptions) {
    super();
    this.options = options;
  }

  /** A request to the callback URL carries `state`; every other request begins a login. */
  override authenticate(req: Request): void {
    const step = req.query['state'] === undefined ? this.request(req) : this.response(req);
    step.catch((error: unknown) => this.error(error));
  }

  private async request(req: Request): Promise<void> {
    const { provider, scope, callbackUrl, begin } = this.options;
    const { configuration } = await provider.discover();
    const transaction = { state: client.randomState(), nonce: client.randomNonce(), codeVerifier: client.randomPKCECodeVerifier() };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: callbackUrl,
      scope,
      state: transaction.state,
      nonce: transaction.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(transaction.codeVerifier),
      code_challenge_method: 'S256',
    });
    await begin(req, transaction);
    this.redirect(url.href);
  }

  private async response(req: Request): Promise<void> {
    const { provider, callbackUrl, resume, findAccount } = this.options;
    const transaction = await resume(req);
    if (!transaction) throw new LoginTransactionError('no login is under way for this callback');
    const { configuration } = await provider.discover();
    const answer = new URL(callbackUrl);
    answer.search = new URL(req.originalUrl, callbackUrl).search;
    const tokens = await client.authorizationCodeGrant(configuration, answer, {
      expectedState: transaction.state,
      expectedNonce: transaction.nonce,
      pkceCodeVerifier: transaction.codeVerifier,
      idTokenExpected: true,
    });
    const said = await this.readTokens(configuration, tokens);
    this.success(await findAccount(said), { tokens: said, transaction } satisfies LoginInfo);
  }

  private async readTokens(
    configuration: client.Configuration,
    tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
  ): Promise<LoginTokens> {
    const claims = tokens.claims();
    if (!claims) throw new LoginTransactionError('the provider gave no ID token');
    const isIncomplete = claims['email'] === undefined || claims['email_verified'] === undefined;
    const hasUserInfo = configuration.serverMetadata().userinfo_endpoint !== undefined;
    const userInfo = isIncomplete && hasUserInfo ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : undefined;
    return { claims, userInfo, idToken: tokens.id_token };
  }
}

/** Undefined when the provider does not give UserInfo for this token; that a claim is missing is then told to the person. */
async function fetchUserInfo(
  configuration: client.Configuration,
  accessToken: string,
  subject: string,
): Promise<client.UserInfoResponse | undefined> {
  try {
    return await client.fetchUserInfo(configuration, accessToken, subject);
  } catch (error) {
    if (error instanceof client.WWWAuthenticateChallengeError) return undefined;
    throw error;
  }
}

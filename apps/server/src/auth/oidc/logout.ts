import type { Request, RequestHandler } from 'express';
import * as client from 'openid-client';
import type { Config } from '../../config/config.ts';
import type { Logger } from '../../logger.ts';
import type { OidcProvider } from './provider.ts';

/** Pages of other origins that lead here, those of a neighbouring host among them. */
const isForeign: ReadonlySet<string> = new Set(['cross-site', 'same-site']);

interface Dependencies {
  readonly config: Config;
  readonly provider: OidcProvider;
  readonly logger: Logger;
  readonly logoutCallbackUrl: string;
}

/** `GET /logout/`: ends the session here, then at the provider (OpenID Connect RP-Initiated Logout). A foreign page cannot log out. */
export function logout({ config, provider, logger, logoutCallbackUrl }: Dependencies): RequestHandler {
  async function providerLogoutUrl(idToken: string | undefined): Promise<string> {
    const { configuration, metadata } = await provider.discover();
    if (!metadata.end_session_endpoint) return '/';
    return client.buildEndSessionUrl(configuration, {
      client_id: config.oidc.clientId,
      post_logout_redirect_uri: logoutCallbackUrl,
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
    }).href;
  }

  return async (req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    if (!req.user || isForeign.has(String(req.headers['sec-fetch-site']))) {
      res.redirect(303, '/');
      return;
    }
    const idToken = req.session.oidc?.idToken;
    await endSession(req);
    res.clearCookie(config.session.cookieName, { httpOnly: true, sameSite: 'lax', secure: config.secure, path: '/' });
    const next = await providerLogoutUrl(idToken).catch((error: unknown) => {
      logger.warn({ err: error }, 'the OpenID provider was not told of a logout');
      return '/';
    });
    res.redirect(303, next);
  };
}

/** `GET /logout-callback/`: back from the provider. */
export const logoutCallback: RequestHandler = (_req, res) => {
  res.redirect(303, '/');
};

function endSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.destroy((error: unknown) => {
      if (error) reject(error instanceof Error ? error : new Error('the session was not ended', { cause: error }));
      else resolve();
    });
  });
}

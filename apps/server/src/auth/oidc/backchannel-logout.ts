import express, { type RequestHandler } from 'express';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { AppError, UnavailableError } from '../../errors/app-error.ts';
import type { Logger } from '../../logger.ts';
import type { LoggedOutSessions } from '../session/session-repo.ts';
import { isKeyTrouble } from './key-trouble.ts';
import type { OidcProvider } from './provider.ts';

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const TOKEN_MAX_AGE_SECONDS = 120;

/** Logout token (OpenID Connect Back-Channel Logout 2.4): names a session, a person, or both, and never a nonce. */
const logoutToken = z
  .object({
    iss: z.string(),
    jti: z.string(),
    exp: z.number().optional(),
    sub: z.string().optional(),
    sid: z.string().optional(),
    nonce: z.undefined().optional(),
    events: z.object({ [LOGOUT_EVENT]: z.object({}).loose() }).loose(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, 'names neither a session nor a person');
type LogoutToken = z.infer<typeof logoutToken>;

interface Dependencies {
  readonly config: Config;
  readonly provider: OidcProvider;
  readonly sessions: LoggedOutSessions;
  readonly logger: Logger;
}

/** `POST /backchannel-logout/`: the provider says that a session, or all sessions of a person, are over. */
export function backchannelLogout({ config, provider, sessions, logger }: Dependencies): RequestHandler[] {
  async function verify(token: string): Promise<LogoutToken> {
    const { keys, metadata } = await provider.discover();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: metadata.issuer,
        audience: config.oidc.clientId,
        maxTokenAge: TOKEN_MAX_AGE_SECONDS,
        clockTolerance: 10,
      });
      return logoutToken.parse(payload);
    } catch (error) {
      if (error instanceof z.ZodError || !isKeyTrouble(error)) throw invalid(error);
      throw new UnavailableError('identity-provider-unavailable', 'The keys of the OpenID provider cannot be fetched now', error);
    }
  }

  const handle: RequestHandler = async (req, res) => {
    const body = z.object({ logout_token: z.string() }).safeParse(req.body);
    if (!body.success) throw invalid(body.error);
    const { iss, jti, sub, sid } = await verify(body.data.logout_token);
    const ended = await sessions.end({ issuer: iss, jti, sub, sid, expiresAt: new Date(Date.now() + TOKEN_MAX_AGE_SECONDS * 2000) });
    if (ended === undefined) throw invalid('used before');
    logger.info({ sessions: ended }, 'logged out by the OpenID provider');
    res.set('Cache-Control', 'no-store').status(200).end();
  };
  return [express.urlencoded({ extended: false, limit: '32kb' }), handle];
}

const invalid = (cause: unknown) =>
  new AppError(400, 'invalid-logout-token', 'The logout token is not valid', { detail: 'Nobody was logged out', cause });

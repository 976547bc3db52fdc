import type { Request } from 'express';
import { DavError } from '../errors/dav-error.ts';
import { AccessTokenRefused, type AccessToken, type Caller, type VerifyAccessToken } from './access-token.ts';
import type { FailureReason, Failures } from './failures.ts';
import { FULL_ACCESS, type Identity } from './identity.ts';

interface Dependencies {
  readonly verify: VerifyAccessToken;
  readonly findCaller: (issuer: string, subject: string) => Promise<Caller | undefined>;
  /** The scope that a token must have, if any. */
  readonly requiredScope: string | undefined;
  readonly failures: Failures;
}

type BearerError = Extract<FailureReason, 'invalid_token' | 'insufficient_scope'>;

/** Bearer (RFC 6750) with an access token of the OpenID provider, for people who have an account here. It never makes one. */
export function createBearerLoader({ verify, findCaller, requiredScope, failures }: Dependencies) {
  return async (req: Request): Promise<Identity> => {
    const token = readBearer(req.headers.authorization ?? '');
    const refuse = (reason: BearerError) => {
      failures.count({ ip: req.ip, scheme: 'bearer', reason, secret: req.headers.authorization ?? '' });
      return bearerError(reason, requiredScope);
    };
    const said = token === undefined ? undefined : await verifyOrRefuse(verify, token);
    const caller = said && (await findCaller(said.issuer, said.subject));
    if (!caller) throw refuse('invalid_token');
    if (requiredScope !== undefined && !said.scopes.has(requiredScope)) throw refuse('insufficient_scope');
    return { ...caller, via: 'bearer', scope: FULL_ACCESS };
  };
}

async function verifyOrRefuse(verify: VerifyAccessToken, token: string): Promise<AccessToken | undefined> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof AccessTokenRefused) return undefined;
    throw error;
  }
}

/** The `b64token` of RFC 6750 2.1. An app password is none, and is not told to the provider. */
function readBearer(authorization: string): string | undefined {
  return /^bearer +(?!calp_)([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization.trim())?.[1];
}

/** RFC 6750 3.1 */
function bearerError(code: BearerError, requiredScope: string | undefined): DavError {
  const scope = code === 'insufficient_scope' ? `, scope="${requiredScope ?? ''}"` : '';
  const headers = { 'WWW-Authenticate': `Bearer realm="Calendars", error="${code}"${scope}` };
  if (code === 'invalid_token') return new DavError(401, 'The access token is not valid here', undefined, { headers });
  return new DavError(403, 'The access token does not allow this', '{DAV:}need-privileges', { headers });
}

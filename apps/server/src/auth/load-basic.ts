import type { Request } from 'express';
import type { Caller } from './access-token.ts';
import type { FailureReason, Failures } from './failures.ts';
import type { AccessScope, Identity } from './identity.ts';
import { canonicalLoginName } from './login-name.ts';

/** The owner of a correct app password, or why it is not one. The reason is for the log: the client is told nothing. */
export type AppPasswordCheck =
  { readonly owner: Caller & { readonly scope: AccessScope } } | { readonly owner?: never; readonly reason: FailureReason };

export type VerifyAppPassword = (loginName: string, token: string, client: string | undefined) => Promise<AppPasswordCheck>;

interface Dependencies {
  readonly verify: VerifyAppPassword;
  /** The address of the account that a name or an alias belongs to. */
  readonly accountOf: (loginName: string) => Promise<string | undefined>;
  readonly failures: Failures;
}

/**
 * Basic (RFC 7617) with an app password. Undefined when the credentials are not right. The credential is looked at first and failures
 * are counted afterwards, so that no number of them keeps a correct one out.
 */
export function createBasicLoader({ verify, accountOf, failures }: Dependencies) {
  return async (req: Request): Promise<Identity | undefined> => {
    const credentials = readBasic(req.headers.authorization ?? '');
    if (!credentials) {
      failures.count({ ip: req.ip, scheme: 'basic', reason: 'malformed', secret: req.headers.authorization ?? '' });
      return undefined;
    }
    const name = canonicalLoginName(credentials.user);
    const checked = await verify(name, credentials.password, req.headers['user-agent']);
    if (checked.owner) return { ...checked.owner, via: 'app-password' };
    const account = (await accountOf(name)) ?? name;
    failures.count({ ip: req.ip, scheme: 'basic', reason: checked.reason, account, user: name, secret: credentials.password });
    return undefined;
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** User name and password of a Basic header: the scheme in any case, UTF-8, split at the first colon. */
export function readBasic(authorization: string): { user: string; password: string } | undefined {
  const match = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization.trim());
  if (!match?.[1]) return undefined;
  try {
    const text = utf8.decode(Buffer.from(match[1], 'base64'));
    const colon = text.indexOf(':');
    // NUL is no character of a name, and PostgreSQL takes it for an error
    return colon < 0 || text.includes('\0') ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

import type { IncomingMessage } from 'node:http';
import type { Identity } from './identity.ts';

export type VerifyAppPassword = (
  email: string,
  token: string,
  client: string | undefined,
) => Promise<{ userId: string; email: string; name: string } | undefined>;

/** Basic (RFC 7617) with an app password. Undefined when the credentials are not right. */
export function createBasicLoader(verify: VerifyAppPassword) {
  return async (req: IncomingMessage): Promise<Identity | undefined> => {
    const credentials = readBasic(req.headers.authorization ?? '');
    if (!credentials) return undefined;
    const owner = await verify(credentials.user, credentials.password, req.headers['user-agent']);
    return owner && { userId: owner.userId, email: owner.email, name: owner.name, via: 'app-password' };
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
    return colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}

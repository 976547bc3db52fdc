import { createHash, randomBytes } from 'node:crypto';
import { Browser } from './browser.ts';
import { TEST_PASSWORD, testDevices } from './test-accounts.ts';

const devices = new Map(testDevices.map((device) => [device.tokens, device]));

export interface Tokens {
  readonly access_token: string;
  readonly id_token: string;
  readonly refresh_token?: string;
}

interface Request {
  readonly tokens?: 'jwt' | 'opaque';
  readonly scope?: string;
}

/** What a device of this person gets from the provider (authorization code flow with PKCE). */
export async function tokensFor(
  issuer: string,
  username: string,
  { tokens = 'jwt', scope = 'openid caldav' }: Request = {},
): Promise<Tokens> {
  const device = devices.get(tokens)!;
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: device.id,
    redirect_uri: device.redirectUri,
    response_type: 'code',
    scope,
    nonce: 'of-a-device',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const arrival = await follow(new Browser(), `${issuer}/auth?${query.toString()}`, username, device.redirectUri);
  const code = new URL(arrival).searchParams.get('code');
  if (code === null) throw new Error(`no code: ${arrival}`);
  return ask<Tokens>(`${issuer}/token`, tokens, {
    ...{ grant_type: 'authorization_code', code, redirect_uri: device.redirectUri, code_verifier: verifier },
  });
}

/** A token of the device itself, behind which is no person. */
export const tokenOfDevice = (issuer: string): Promise<Tokens> =>
  ask<Tokens>(`${issuer}/token`, 'jwt', { grant_type: 'client_credentials', scope: 'caldav' });

export const revoke = (issuer: string, token: string, tokens: 'jwt' | 'opaque'): Promise<unknown> =>
  ask(`${issuer}/token/revocation`, tokens, { token });

async function ask<T>(url: string, tokens: 'jwt' | 'opaque', body: Record<string, string>): Promise<T> {
  const { id, secret } = devices.get(tokens)!;
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}

async function follow(browser: Browser, start: string, username: string, until: string): Promise<string> {
  let url = start;
  let init: RequestInit = {};
  for (let hops = 0; hops < 15 && !url.startsWith(until); hops++) {
    const response = await browser.request(url, init);
    const location = response.headers.get('location');
    init = {};
    if (location !== null) url = new URL(location, url).href;
    else if ((await response.text()).includes('name="password"'))
      init = { method: 'POST', body: new URLSearchParams({ login: username, password: TEST_PASSWORD }) };
    else throw new Error(`the login of ${username} stopped at ${url}`);
  }
  return url;
}

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { Browser } from './support/browser.ts';
import { instance } from './support/instance.ts';
import { confirmLogout, logIn } from './support/log-in.ts';
import { TEST_PASSWORD } from './support/test-accounts.ts';

const API = `${instance.url}/api/v1.0`;
const cookieName = `calendars-${new URL(instance.url).port}`;
const status = async (browser: Browser) => (await browser.api(`${API}/users/me/`)).status;

async function sql<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: instance.databaseUrl });
  await client.connect();
  const { rows } = await client.query<T>(text, values).finally(() => client.end());
  return rows;
}

describe('the authorization request (OpenID Connect Core 3.1.2.1, RFC 7636)', () => {
  test.each(['authenticate', 'authenticate/'])('%s sends PKCE, state, nonce and the configured redirect_uri', async (path) => {
    const response = await fetch(`${API}/${path}`, { redirect: 'manual', headers: { 'x-forwarded-host': 'evil.example' } });
    const url = new URL(response.headers.get('location') ?? '');
    expect(url.origin).toBe(instance.issuer);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['code_challenge', 'state', 'nonce']) expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('redirect_uri')).toBe(`${API}/callback/`);
  });

  test('leaves no session row and no session cookie behind', async () => {
    const browser = new Browser();
    await browser.request(`${API}/authenticate/`);
    expect(browser.cookieNames(API).filter((name) => name === cookieName)).toEqual([]);
  });
});

describe('a login', () => {
  test('makes the account under its canonical address and leads to the start page', async () => {
    const { browser, url, response } = await logIn(instance.url, 'test-0');
    expect({ url, status: response.status }).toEqual({ url: `${instance.url}/`, status: 200 });
    const me: unknown = await (await browser.api(`${API}/users/me/`)).json();
    expect(me).toMatchObject({
      email: 'test-0@example.org',
      full_name: 'Test Person 0',
      short_name: 'Test',
      provisioning: 'done',
      can_access: true,
    });
  });

  test('leads back to where it began', async () => {
    const arrival = await logIn(instance.url, 'test-0', { returnTo: `${instance.url}/?view=week#now` });
    expect(arrival.url).toBe(`${instance.url}/?view=week#now`);
  });

  test.each([
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    `http://localhost:1/`,
    '////evil.example',
  ])('never leads to another origin: returnTo=%j', async (returnTo) => {
    const browser = new Browser();
    const form = await browser.go(`${API}/authenticate/?returnTo=${encodeURIComponent(returnTo)}`);
    const body = new URLSearchParams({ login: 'test-0', password: 'correct-horse-battery' });
    let response = await browser.request(form.url, { method: 'POST', body });
    let at = form.url;
    while (!at.startsWith(`${API}/callback/`)) {
      at = new URL(response.headers.get('location') ?? '', at).href;
      response = await browser.request(at);
    }
    expect(response.headers.get('location')).toMatch(/^\/(?!\/)/);
  });

  test('begins under a new session id, and the old one is worth nothing (CVE-2022-25896)', async () => {
    const { browser } = await logIn(instance.url, 'test-0');
    const before = browser.cookie(API, cookieName) ?? '';
    await logIn(instance.url, 'test-1', { browser });
    const after = browser.cookie(API, cookieName) ?? '';
    expect(after).not.toBe(before);
    const old = new Browser();
    old.setCookie(API, cookieName, before);
    expect(await status(old)).toBe(401);
  });

  test('is complete before its redirect is sent: a browser that follows at once is logged in', async () => {
    const used: number[] = [];
    for (let round = 0; round < 40; round++) {
      const browser = new Browser();
      const form = await browser.go(`${instance.url}/api/v1.0/authenticate/`);
      const body = new URLSearchParams({ login: 'test-8', password: TEST_PASSWORD });
      let [at, answer] = [form.url, await browser.request(form.url, { method: 'POST', body })];
      while (!at.includes('/callback/')) {
        at = new URL(answer.headers.get('location') ?? '', at).href;
        answer = await browser.request(at);
      }
      used.push((await browser.api(`${instance.url}/api/v1.0/users/me/`)).status);
    }
    expect(used).toEqual(used.map(() => 200));
  });

  test('two logins under way in two tabs both arrive', async () => {
    const browser = new Browser();
    const first = await browser.go(`${API}/authenticate/?returnTo=/%3Ftab=1`);
    const second = await browser.go(`${API}/authenticate/?returnTo=/%3Ftab=2`);
    const body = () => new URLSearchParams({ login: 'test-0', password: 'correct-horse-battery' });
    expect((await browser.go(second.url, { method: 'POST', body: body() })).url).toBe(`${instance.url}/?tab=2`);
    expect((await browser.go(first.url, { method: 'POST', body: body() })).url).toBe(`${instance.url}/?tab=1`);
  });

  test('twenty first logins at once make one account, one principal and one default calendar', async () => {
    const browsers = await Promise.all(Array.from({ length: 20 }, () => logIn(instance.url, 'test-2')));
    expect(new Set(browsers.map(({ url }) => url))).toEqual(new Set([`${instance.url}/`]));
    const rows = await sql(`SELECT c.is_default FROM users u JOIN calendars c ON c.owner_id = u.id WHERE u.email = 'test-2@example.org'`);
    expect(rows).toEqual([{ is_default: true }]);
  });

  test('keeps a name with control characters and markup as plain text', async () => {
    const { browser } = await logIn(instance.url, 'odd-name');
    const me = (await (await browser.api(`${API}/users/me/`)).json()) as { full_name: string; email: string };
    expect(me).toMatchObject({ full_name: 'Zoë X-Evil: 1 \u{1F4C5} & <b>', email: 'odd.name+tag@example.org' });
  });
});

describe('who gets no account', () => {
  test.each([
    ['unverified', 'email_unverified'],
    ['no-mail', 'email_missing'],
    ['odd-mail', 'email_invalid'],
    ['impostor', 'email_taken'],
  ])('%s: %s', async (username, code) => {
    const { browser, url } = await logIn(instance.url, username);
    expect(url).toBe(`${instance.url}/?login_error=${code}`);
    expect(await status(browser)).toBe(401);
    expect(await sql('SELECT 1 FROM users WHERE subject = $1', [username])).toEqual([]);
  });
});

describe('a callback that belongs to no login', () => {
  test.each(['', '?code=x', '?code=x&state=forged', '?error=access_denied&error_description=<script>alert(1)</script>&state=x'])(
    'is refused with 400 and changes nothing: %s',
    async (query) => {
      const response = await fetch(`${API}/callback/${query}`, { redirect: 'manual' });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('<script>');
      expect(response.headers.getSetCookie()).toEqual([]);
    },
  );

  test('another browser cannot use the code and state of a login (login CSRF)', async () => {
    const attacker = new Browser();
    const form = await attacker.go(`${API}/authenticate/`);
    let response = await attacker.request(form.url, {
      method: 'POST',
      body: new URLSearchParams({ login: 'test-0', password: 'correct-horse-battery' }),
    });
    let at = form.url;
    while (!at.startsWith(`${API}/callback/`)) {
      at = new URL(response.headers.get('location') ?? '', at).href;
      if (!at.startsWith(`${API}/callback/`)) response = await attacker.request(at);
    }
    const victim = new Browser();
    expect((await victim.request(at)).status).toBe(400);
    expect(await status(victim)).toBe(401);
    await attacker.request(at);
    expect((await attacker.request(at)).status).toBe(400);
  });
});

describe('logout', () => {
  test('ends the session here and at the provider (RP-Initiated Logout), and leads back', async () => {
    const { browser } = await logIn(instance.url, 'test-3');
    const before = browser.cookie(API, cookieName) ?? '';
    const page = await browser.go(`${API}/logout/`);
    expect(page.url).toContain(`${instance.issuer}/session/end`);
    const done = await confirmLogout(browser, page);
    expect(done.url).toBe(`${instance.url}/`);
    const old = new Browser();
    old.setCookie(API, cookieName, before);
    expect(await status(old)).toBe(401);
    expect((await browser.go(`${API}/authenticate/`)).text).toContain('name="password"');
  });

  test('cannot be caused by a foreign page', async () => {
    const { browser } = await logIn(instance.url, 'test-4');
    await browser.request(`${API}/logout/`, {}, 'cross-site');
    expect(await status(browser)).toBe(200);
  });

  test('the provider ends all sessions of a person by the back channel', async () => {
    const one = await logIn(instance.url, 'test-5');
    expect(await status(one.browser)).toBe(200);
    const page = await one.browser.go(`${instance.issuer}/session/end`);
    await confirmLogout(one.browser, page);
    let answer = 200;
    for (let i = 0; i < 50 && answer === 200; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      answer = await status(one.browser);
    }
    expect(answer).toBe(401);
  });

  test.each(['', 'logout_token=x', 'logout_token=eyJhbGciOiJub25lIn0.e30.'])('a forged logout token is refused: %s', async (body) => {
    const response = await fetch(`${API}/backchannel-logout/`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 400,
      type: 'application/problem+json; charset=utf-8',
    });
  });
});

test('the session cookie is not readable by scripts and is sent to this site only', async () => {
  const browser = new Browser();
  const form = await browser.go(`${API}/authenticate/`);
  let response = await browser.request(form.url, {
    method: 'POST',
    body: new URLSearchParams({ login: 'test-6', password: 'correct-horse-battery' }),
  });
  let at = form.url;
  while (response.status >= 300 && response.status < 400) {
    at = new URL(response.headers.get('location') ?? '', at).href;
    response = await browser.request(at);
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith(`${cookieName}=`));
    if (cookie) {
      expect(cookie).toMatch(/; Path=\/;.*; HttpOnly; SameSite=Lax/);
      return;
    }
  }
  throw new Error('no session cookie was set');
});

test('a session cookie with a tampered signature is no login, and no error', async () => {
  const { browser } = await logIn(instance.url, 'test-7');
  const value = browser.cookie(API, cookieName) ?? '';
  const other = new Browser();
  other.setCookie(API, cookieName, `${value.slice(0, -4)}${createHash('md5').update(value).digest('hex').slice(0, 4)}`);
  expect(await status(other)).toBe(401);
});

import { Browser } from './browser.ts';
import { TEST_PASSWORD } from './test-accounts.ts';

export interface Arrival {
  readonly browser: Browser;
  /** Where the login has led to, and what was answered there. */
  readonly url: string;
  readonly response: Response;
  readonly text: string;
}

/** Logs a person in as a browser does: to the provider, its form, and back. */
export async function logIn(
  at: string,
  username: string,
  options: { browser?: Browser; password?: string; returnTo?: string } = {},
): Promise<Arrival> {
  const browser = options.browser ?? new Browser();
  const query = options.returnTo === undefined ? '' : `?returnTo=${encodeURIComponent(options.returnTo)}`;
  const form = await browser.go(`${at}/api/v1.0/authenticate/${query}`);
  if (!form.text.includes('name="password"')) return { browser, ...form };
  const body = new URLSearchParams({ login: username, password: options.password ?? TEST_PASSWORD });
  const arrival = await browser.go(form.url, { method: 'POST', body });
  return { browser, ...arrival };
}

/** Presses the button of the provider's logout page. */
export async function confirmLogout(browser: Browser, page: { url: string; text: string }): Promise<{ url: string; response: Response }> {
  const action = /action="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return browser.go(new URL(action, page.url).href, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) });
}

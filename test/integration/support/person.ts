import { type Browser } from './browser.ts';
import { dav, type DavAnswer, type DavOptions } from './dav.ts';
import { instance } from './instance.ts';
import { logIn } from './log-in.ts';

/** A person who is logged in and has an app password. */
export interface Person {
  readonly browser: Browser;
  readonly email: string;
  readonly password: string;
  readonly home: string;
  api(path: string, method?: string, body?: unknown): Promise<Response>;
  dav(method: string, path: string, options?: DavOptions): Promise<DavAnswer>;
}

/** Logs in the test account `test-<number>` and makes an app password; each test file has its own numbers at one instance. */
export async function newPerson(number: number, at: string = instance.url): Promise<Person> {
  const { browser } = await logIn(at, `test-${number}`);
  const api = (path: string, method = 'GET', body?: unknown) => browser.api(`${at}/api/v1.0${path}`, method, body);
  const answer = await api('/app-passwords/', 'POST', { name: 'test' });
  const created: unknown = await answer.json();
  if (!answer.ok) throw new Error(`test-${number} got no app password: ${JSON.stringify(created)}`);
  const password = String((created as { password: unknown }).password);
  const email = `test-${number}@example.org`;
  const home = `${at}/api/v1.0/caldav/${encodeURIComponent(email)}/`;
  return {
    browser,
    email,
    password,
    home,
    api,
    dav: (method, path, options) => dav(method, home + path, { user: email, password, ...options }),
  };
}

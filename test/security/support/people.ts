import { type Browser } from '../../integration/support/browser.ts';
import { event } from '../../integration/support/dav.ts';
import { logIn } from '../../integration/support/log-in.ts';
import { canary } from './accounts.ts';
import { instance, PFX } from './instance.ts';
import { exchange, type Answer, type ExchangeOptions } from './raw-client.ts';

export interface RequestOptions extends ExchangeOptions {
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Without the person's credentials. */
  readonly anonymous?: boolean;
}

/** Somebody with a session and an app password. */
export interface Person {
  readonly email: string;
  readonly browser: Browser;
  readonly password: string;
  /** The header line of the app password. */
  readonly basic: string;
  /** The header line of the session. */
  readonly cookie: string;
  /** Public paths. */
  readonly home: string;
  readonly calendar: string;
  /** One request, target and header lines as they are, with the app password. */
  ask(method: string, target: string, options?: RequestOptions): Promise<Answer>;
  api(path: string, method?: string, body?: unknown): Promise<Response>;
}

export const host = new URL(instance.url).host;

/** The bytes of a request; Content-Length is added for a body. */
export function request(method: string, target: string, lines: readonly string[], body = ''): string {
  const bytes = Buffer.from(body);
  const isFramed = lines.some((line) => /^(content-length|transfer-encoding)\b/i.test(line));
  const length = isFramed || (body === '' && method !== 'PUT' && method !== 'POST') ? [] : [`Content-Length: ${bytes.length}`];
  const hasHost = lines.some((line) => /^host:/i.test(line));
  const head = [`${method} ${target} HTTP/1.1`, ...(hasHost ? [] : [`Host: ${host}`]), ...lines, ...length, '', ''];
  return `${head.join('\r\n')}${bytes.toString('latin1')}`;
}

export const basicLine = (user: string, password: string): string =>
  `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Logs in by the trial's provider and makes an app password. */
export async function arrive(username: string, email: string, login?: string): Promise<Person> {
  const { browser } = await logIn(instance.url, username, login === undefined ? {} : { password: login });
  const api: Person['api'] = (path, method, body) => browser.api(`${instance.url}/api/v1.0${path}`, method, body);
  const made = (await (await api('/app-passwords/', 'POST', { name: 'security test' })).json()) as { password: string };
  const name = `calendars-${new URL(instance.url).port}`;
  const basic = basicLine(email, made.password);
  const home = `${PFX}/${encodeURIComponent(email)}/`;
  return {
    ...{ email, browser, basic, home, api },
    password: made.password,
    cookie: `Cookie: ${name}=${browser.cookie(instance.url, name) ?? ''}`,
    calendar: `${home}calendar/`,
    ask: (method, target, options = {}) =>
      ask(method, target, [...(options.anonymous ? [] : [basic]), ...(options.headers ?? [])], options),
  };
}

async function ask(method: string, target: string, lines: readonly string[], options: RequestOptions): Promise<Answer> {
  const got = await exchange(request(method, target, lines, options.body), { isHead: method === 'HEAD', ...options });
  const [answer] = got.answers;
  if (!answer) throw new Error(`${method} ${target.slice(0, 200)} got no answer`);
  return answer;
}

const trial = (username: string): Promise<Person> => {
  const { email = '', password = '' } = instance.users[username] ?? {};
  return arrive(username, email, password);
};

export const arriveAlice = (): Promise<Person> => trial('alice');

const LIST = '<propfind xmlns="DAV:"><prop><getetag/><displayname/></prop></propfind>';

/** What bob has been told, who may know his own data. */
export const toldToBob = new WeakSet<Answer>();

/** Bob, with an event that nobody else may see. */
export interface Victim extends Person {
  readonly canary: string;
  readonly event: string;
}

export async function arriveBob(): Promise<Victim> {
  const arrived = await trial('bob');
  const bob: Person = {
    ...arrived,
    ask: async (...request) => {
      const answer = await arrived.ask(...request);
      toldToBob.add(answer);
      return answer;
    },
  };
  const secret = canary('bob');
  const path = `${bob.calendar}secret.ics`;
  const put = await putEvent(bob, path, event('secret', secret));
  if (put.status >= 300) throw new Error(`bob's event could not be made: ${put.text}`);
  // DAViCal makes these when somebody first asks for them
  for (const box of ['.in', '.out']) await bob.ask('PROPFIND', `${bob.home}${box}/`, { headers: ['Depth: 0'], body: LIST });
  return { ...bob, canary: secret, event: path };
}

export const putEvent = (person: Person, path: string, body: string): Promise<Answer> =>
  person.ask('PUT', path, { headers: ['Content-Type: text/calendar'], body });

/** Every resource of a person with its ETag and name: what nobody else may change. */
export async function inventory(person: Person): Promise<string[]> {
  const lists = await Promise.all(
    [person.home, person.calendar].map((path) => person.ask('PROPFIND', path, { headers: ['Depth: 1'], body: LIST })),
  );
  return lists.flatMap(({ body }) => body.split('<response>').slice(1)).map((each) => each.replaceAll(/\s+/g, ''));
}

/** Principal of the caller: the cheapest question that has DAViCal answer. */
export const WHO_AM_I = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';
export const whoAmI = (person: Person, options: RequestOptions = {}): Promise<Answer> =>
  person.ask('PROPFIND', person.home, { ...options, headers: ['Depth: 0', ...(options.headers ?? [])], body: WHO_AM_I });

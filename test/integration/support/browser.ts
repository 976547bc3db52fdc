interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** What a browser does of HTTP: cookies per host, port and path, redirects, and the headers by which a page proves its origin. */
export class Browser {
  readonly #jar = new Map<string, Map<string, Cookie>>();

  cookie(url: string, name: string): string | undefined {
    return [...this.#jarOf(url).values()].find((cookie) => cookie.name === name)?.value;
  }

  cookieNames(url: string): string[] {
    return [...this.#jarOf(url).values()].map((cookie) => cookie.name);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jarOf(url).set(`${name} /`, { name, value, path: '/' });
  }

  /** One request, as a navigation of the person or from a page. */
  async request(url: string, init: RequestInit = {}, site: 'none' | 'same-origin' | 'cross-site' = 'none'): Promise<Response> {
    const jar = this.#jarOf(url);
    const { pathname } = new URL(url);
    const sent = [...jar.values()].filter(({ path }) => pathname.startsWith(path)).map(({ name, value }) => `${name}=${value}`);
    const headers = new Headers(init.headers);
    if (sent.length > 0) headers.set('cookie', sent.join('; '));
    headers.set('sec-fetch-site', site);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) store(jar, line);
    return response;
  }

  /** Follows redirects; returns the last answer with its address. */
  async go(url: string, init: RequestInit = {}): Promise<{ response: Response; url: string; text: string }> {
    let at = url;
    let response = await this.request(at, init);
    for (let hops = 0; response.status >= 300 && response.status < 400 && hops < 15; hops++) {
      at = new URL(response.headers.get('location') ?? '', at).href;
      response = await this.request(at);
    }
    return { response, url: at, text: await response.text() };
  }

  /** From a page of the service itself. */
  api(url: string, method = 'GET', body?: unknown): Promise<Response> {
    const json = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.request(url, { method, ...json }, 'same-origin');
  }

  #jarOf(url: string): Map<string, Cookie> {
    const { host } = new URL(url);
    const jar = this.#jar.get(host) ?? new Map<string, Cookie>();
    this.#jar.set(host, jar);
    return jar;
  }
}

function store(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
  const path = attributes.map((each) => /^\s*path=(.*)$/i.exec(each)?.[1]).find((each) => each !== undefined) ?? '/';
  const gone = attributes.some((each) => /^\s*expires=Thu, 01 Jan 1970/i.test(each) || /^\s*max-age=0\b/i.test(each));
  // a name may stand once for each path (RFC 6265 5.3)
  if (gone || value === '') jar.delete(`${name} ${path}`);
  else jar.set(`${name} ${path}`, { name, value, path });
}

/** What a browser does of HTTP: cookies per host and port, redirects, and the headers by which a page proves its origin. */
export class Browser {
  readonly #jar = new Map<string, Map<string, string>>();

  cookies(url: string): ReadonlyMap<string, string> {
    return this.#jarOf(url);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jarOf(url).set(name, value);
  }

  /** One request, as a navigation of the person (`navigate`) or from a page of the same origin. */
  async request(url: string, init: RequestInit = {}, site: 'none' | 'same-origin' | 'cross-site' = 'none'): Promise<Response> {
    const jar = this.#jarOf(url);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    headers.set('sec-fetch-site', site);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#store(jar, line);
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

  #jarOf(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.#jar.get(host) ?? new Map<string, string>();
    this.#jar.set(host, jar);
    return jar;
  }

  #store(jar: Map<string, string>, line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const equals = pair.indexOf('=');
    const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    const gone = attributes.some((each) => /^\s*expires=Thu, 01 Jan 1970/i.test(each) || /^\s*max-age=0\b/i.test(each));
    if (gone || value === '') jar.delete(name);
    else jar.set(name, value);
  }
}

/** The only place that knows where the API is: below the document, so that the application can be served under any path prefix. */
const API_BASE = new URL('./api/v1.0/', document.baseURI);

/** Absolute URL of an API resource; `path` is relative, with its trailing slash, e.g. `calendars/`. */
export const apiUrl = (path: string): string => new URL(path, API_BASE).href;

/** Where a person goes to log in; the server sends them back to `returnTo`, a path on this origin. */
export const loginUrl = (returnTo: string): string => apiUrl(`authenticate/?returnTo=${encodeURIComponent(returnTo)}`);

export const logoutUrl = (): string => apiUrl('logout/');

import type { IncomingMessage } from 'node:http';

/**
 * Whether the browser vouches that a request carrying a cookie was made by our own page: Sec-Fetch-Site, else Origin. A navigation that
 * the person typed (`none`) counts for reading only.
 */
export function isSameOrigin(req: IncomingMessage, publicUrl: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && (req.method === 'GET' || req.method === 'HEAD'));
  return req.headers.origin === publicUrl;
}

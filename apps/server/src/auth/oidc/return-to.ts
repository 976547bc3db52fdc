/** Where a login leads back to: a path of our own origin. Anything else, in whatever spelling, becomes the start page. */
export function safeReturnTo(requested: unknown, publicUrl: string): string {
  if (typeof requested !== 'string' || !URL.canParse(requested, publicUrl)) return '/';
  const url = new URL(requested, publicUrl);
  if (url.origin !== publicUrl) return '/';
  // `//host` in a Location would name another host
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}${url.hash}`;
}

declare const hrefBrand: unique symbol;

/** A percent-encoded absolute path as it stands in requests and in `DAV:href`. */
export type Href = string & { readonly [hrefBrand]: true };

/** Encodes each segment (RFC 3986 3.3); `@` is encoded too, as DAViCal does, because clients compare hrefs literally. */
export function hrefOf(base: string, ...segments: readonly string[]): Href {
  const path = segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');
  return `${base}${path}/` as Href;
}

/** Decoded segments of an href below `base`, or undefined when it is not below it or not decodable. */
export function segmentsBelow(base: string, href: string): string[] | undefined {
  const path = pathOf(href);
  if (!path.startsWith(`${base}/`)) return undefined;
  try {
    return path
      .slice(base.length + 1)
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function pathOf(href: string): string {
  return /^https?:\/\/[^/]*/i.test(href) ? href.replace(/^https?:\/\/[^/]*/i, '') : href;
}

/** Values of all cookies of this name, in the order of the Cookie header; a foreign site may have added one (RFC 6265 8.6). */
export function cookieValues(header: string | undefined, name: string): string[] {
  const pairs = header?.split(';') ?? [];
  return pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals > 0 && pair.slice(0, equals).trim() === name ? [pair.slice(equals + 1).trim()] : [];
  });
}

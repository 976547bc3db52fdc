/** DAViCal builds regular expressions and paths from a principal's name, so these cannot be in one (davical/README.md). */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const unusable = /[\u0000-\u0020\u007f-\uffff%&()^[\]{}*?|$<>";#/\\,:`]/;

/**
 * The canonical form of an e-mail address that can name a principal: lower case, ASCII, one `@`, at most 254 characters.
 * Undefined when the address cannot.
 */
export function canonicalEmail(address: string): string | undefined {
  const [local, domain, ...rest] = address.split('@');
  if (!local || !domain || rest.length > 0 || address.length > 254) return undefined;
  if (unusable.test(address) || /^[.~]/.test(local) || !/^[^.][^@]*[^.]$/.test(domain)) return undefined;
  return address.toLowerCase();
}

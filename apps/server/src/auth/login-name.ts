const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/**
 * The one form of a user name that somebody has typed: without surrounding space and without the dot at the end of the domain, lower
 * case, NFC. Every spelling that finds an account has the form of that account, so that failures are counted once (CVE-2026-47203).
 */
export function canonicalLoginName(typed: string): string {
  const trimmed = typed.trim().replace(/\.+$/, '');
  const composed = trimmed.normalize('NFC');
  // NFC turns a few signs into letters (KELVIN SIGN into K); an address with such a sign is another address
  const text = isAscii(composed) && !isAscii(trimmed) ? trimmed : composed;
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Form of an app password: `calp_`, 8 characters that name it, 32 secret ones (190 bits), 6 that are the CRC-32 of all before. The
 * prefix lets secret scanners find it; the checksum tells a typing error from a wrong password without asking the database; there is
 * no `:`, so it is safe in Basic (RFC 7617 2).
 */
const PREFIX = 'calp_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_ID_LENGTH = 8;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const FORM = /^calp_([0-9A-Za-z]{8})[0-9A-Za-z]{38}$/;

export interface GeneratedToken {
  readonly token: string;
  readonly keyId: string;
  readonly hash: Buffer<ArrayBuffer>;
}

export function generateToken(): GeneratedToken {
  const keyId = randomText(KEY_ID_LENGTH);
  const unchecked = PREFIX + keyId + randomText(SECRET_LENGTH);
  const token = unchecked + checksum(unchecked);
  return { token, keyId, hash: hashToken(token) };
}

/** The part that names an app password, or undefined when the text cannot be one. */
export function keyIdOf(token: string): string | undefined {
  const match = FORM.exec(token);
  if (!match) return undefined;
  return checksum(token.slice(0, -CHECKSUM_LENGTH)) === token.slice(-CHECKSUM_LENGTH) ? match[1] : undefined;
}

/** SHA-256 is enough for a secret of 190 random bits, and costs microseconds on every request. */
export function hashToken(token: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(token).digest();
}

export function matchesHash(token: string, hash: Uint8Array): boolean {
  return timingSafeEqual(hashToken(token), hash);
}

/** What a list shows so that a person can tell one app password from another. */
export const hintOf = (keyId: string): string => `${PREFIX}${keyId}…`;

function randomText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i++) {
    digits = `${ALPHABET[rest % ALPHABET.length] ?? ''}${digits}`;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits;
}

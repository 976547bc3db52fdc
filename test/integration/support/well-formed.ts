import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_ID = /^calp_(.{8})/;

/** A secret in the form of an app password, with the right checksum, that nobody has been given; like another one by its key id. */
export function wellFormedSecret(like?: string): string {
  const random = (length: number) => [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const unchecked = `calp_${KEY_ID.exec(like ?? '')?.[1] ?? random(8)}${random(32)}`;
  let rest = crc32(unchecked);
  let digits = '';
  for (let i = 0; i < 6; i++, rest = Math.floor(rest / 62)) digits = `${ALPHABET[rest % 62] ?? ''}${digits}`;
  return unchecked + digits;
}

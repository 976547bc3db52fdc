import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { DataDirectory } from './data-directory.ts';
import { trialUsers } from './trial-users.ts';

const FILE = 'secrets/secrets.json';
const schema = z.object({
  postgres: z.string(),
  calendars: z.string(),
  davical: z.string(),
  session: z.string(),
  upstream: z.string(),
  oidcClient: z.string(),
  identityProviderCookies: z.string(),
  identityProviderKey: z.record(z.string(), z.unknown()),
  users: z.record(z.string(), z.string()),
});
export type Secrets = z.infer<typeof schema>;

/** The secrets of an instance, made once and kept. */
export function loadSecrets(data: DataDirectory): Secrets {
  const known = data.read(FILE);
  if (known !== undefined) return schema.parse(JSON.parse(known));
  const made = generate();
  data.write(FILE, JSON.stringify(made, null, 2), 0o600);
  return made;
}

/** A secret in a file of its own, for programs that read it from there. */
export function secretFile(data: DataDirectory, name: string, value: string): string {
  data.write(`secrets/${name}`, value, 0o600);
  return data.file('secrets', name);
}

function generate(): Secrets {
  const random = () => randomBytes(32).toString('hex');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    ...{ postgres: random(), calendars: random(), davical: random(), session: random(), upstream: random(), oidcClient: random() },
    identityProviderCookies: random(),
    identityProviderKey: { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: random().slice(0, 8) },
    users: Object.fromEntries(trialUsers.map(({ username }) => [username, readablePassword()])),
  };
}

/** Three times four characters that are not taken for one another. */
function readablePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const part = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${part()}-${part()}-${part()}`;
}

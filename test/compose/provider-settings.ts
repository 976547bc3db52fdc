import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ProviderSettings } from '../dev-env/identity-provider/settings.ts';

export const ALICE = { username: 'alice', email: 'alice@example.com', password: randomBytes(12).toString('hex') };

interface Options {
  readonly issuer: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly clientSecret: string;
  readonly isTrial: boolean;
}

/** Settings of the identity provider with one account, listening for other containers. */
export function providerSettings({ issuer, port, publicUrl, clientSecret, isTrial }: Options): ProviderSettings {
  const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return {
    devices: [],
    issuer,
    port,
    host: '0.0.0.0',
    isTrial,
    client: { id: 'calendars', secret: clientSecret, publicUrl },
    cookieSecret: randomBytes(24).toString('hex'),
    signingKey: { ...signingKey, use: 'sig', alg: 'RS256' },
    accounts: [
      {
        username: ALICE.username,
        password: ALICE.password,
        claims: { email: ALICE.email, email_verified: true, name: 'Alice', preferred_username: 'alice' },
      },
    ],
  };
}

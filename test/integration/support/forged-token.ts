import { readFileSync } from 'node:fs';
import { importJWK, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { instance } from './instance.ts';

type Claims = { [Name in keyof JWTPayload]: JWTPayload[Name] | undefined };

export const seconds = (): number => Math.floor(Date.now() / 1000);

const { signingKey } = JSON.parse(readFileSync(`${instance.dataDirectory}/run/identity-provider.json`, 'utf8')) as {
  signingKey: { kid?: string };
};
export const providerKeyId = String(signingKey.kid);

/** Claims with which nothing is wrong. */
export const goodClaims = (subject: string) => ({
  ...{ iss: instance.issuer, sub: subject, aud: 'urn:calendars', scope: 'caldav' },
  ...{ iat: seconds(), exp: seconds() + 300 },
});

/** A token signed with the real key of the provider, whatever it says. */
export async function forge(claims: Claims, header: Record<string, string | undefined> = {}): Promise<string> {
  const key = await importJWK(signingKey, 'RS256');
  const whole = { alg: 'RS256', typ: 'at+jwt', kid: providerKeyId, ...header } as JWTHeaderParameters;
  return new SignJWT(claims as JWTPayload).setProtectedHeader(whole).sign(key);
}

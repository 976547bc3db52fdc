/** The account behind a credential, in the row of one prepared query. */
export interface Caller {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

/** What a valid access token says (RFC 9068 2.2, RFC 7662 2.2). */
export interface AccessToken {
  readonly issuer: string;
  readonly subject: string;
  readonly scopes: ReadonlySet<string>;
}

/** The token is not valid here, whoever has issued it. The message is for the log. */
export class AccessTokenRefused extends Error {
  override name = 'AccessTokenRefused';
}

/** Throws `AccessTokenRefused`; any other throw means that the token could not be checked. */
export type VerifyAccessToken = (token: string) => Promise<AccessToken>;

/** `scope` is a list in one text (RFC 8693 4.2); some providers send an array, or call it `scp`. */
export function scopesOf(claims: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const lists = [claims['scope'], claims['scp']].flat().filter((each) => typeof each === 'string');
  return new Set(lists.flatMap((list) => list.split(' ')).filter(Boolean));
}

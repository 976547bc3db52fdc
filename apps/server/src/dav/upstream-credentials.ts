import { createHmac } from 'node:crypto';
import type { Secret } from '../config/secrets.ts';
import type { CredentialHeaders, Upstream } from './upstream.ts';

export type { CredentialHeaders } from './upstream.ts';

/** Who asks, as one kind of CalDAV server is told: the function, and the names of all headers that it gives. */
type Credentials = Pick<Upstream, 'credentials' | 'credentialHeaderNames'>;

/**
 * DAViCal's: the caller's identity, signed for one request with HMAC-SHA256 over kind, time, method, target, user, name and Destination.
 * The body is not covered; the CalDAV server must be reachable for this service only. See davical/README.md for the other end.
 */
export function signedCredentials(secret: Secret, now: () => number = Date.now): Credentials {
  return {
    credentialHeaderNames: ['x-forwarded-user', 'x-forwarded-name', 'x-forwarded-timestamp', 'x-forwarded-signature'],
    credentials(caller, request): CredentialHeaders {
      const user = encodeURIComponent(caller.email);
      const name = encodeURIComponent(caller.name);
      const timestamp = String(Math.floor(now() / 1000));
      const kind = request.asService ? 'v1s' : 'v1';
      const signed = [kind, timestamp, request.method, request.target, user, name, request.destination ?? ''].join('\n');
      const signature = createHmac('sha256', secret.reveal()).update(signed).digest('hex');
      return {
        'x-forwarded-user': user,
        'x-forwarded-name': name,
        'x-forwarded-timestamp': timestamp,
        'x-forwarded-signature': `${kind}=${signature}`,
      };
    },
  };
}

/**
 * Radicale's (`auth type = http_x_remote_user`): believed because of where they come from, so nobody else may reach it. The prefix is
 * what it puts in front of every href.
 */
export function remoteUserCredentials(prefix: string): Credentials {
  return {
    credentialHeaderNames: ['x-remote-user', 'x-script-name'],
    credentials: ({ email }): CredentialHeaders => ({ 'x-remote-user': email, 'x-script-name': prefix }),
  };
}

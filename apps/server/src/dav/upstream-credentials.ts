import { createHmac } from 'node:crypto';
import type { Secret } from '../config/secrets.ts';

/** On whose behalf the CalDAV server is asked. */
export interface UpstreamCaller {
  /** E-mail address, lower case: the DAV principal's name. */
  readonly email: string;
  readonly name: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Request target exactly as it stands in the request line. */
  readonly target: string;
  readonly destination?: string | undefined;
  /** The service asks on its own account, for what no client may ask: provisioning. */
  readonly asService?: boolean | undefined;
}

/** Request headers that tell the CalDAV server who is asking; see davical/README.md for the other end. */
export type CredentialHeaders = Readonly<Record<(typeof credentialHeaderNames)[number], string>>;
export const credentialHeaderNames = ['x-forwarded-user', 'x-forwarded-name', 'x-forwarded-timestamp', 'x-forwarded-signature'] as const;

export type SignRequest = (caller: UpstreamCaller, request: SignedRequest) => CredentialHeaders;

/**
 * Signs the caller's identity for one request: HMAC-SHA256 over kind, time, method, target, user, name and Destination. The body is
 * not covered; the CalDAV server must be reachable for this service only.
 */
export function createRequestSigner(secret: Secret, now: () => number = Date.now): SignRequest {
  return (caller, request) => {
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
  };
}

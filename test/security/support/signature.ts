import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { instance } from './instance.ts';

export const upstreamSecret = readFileSync(instance.environment['CALDAV_UPSTREAM_SECRET_FILE'] ?? '', 'utf8').trim();

export interface Signed {
  readonly kind?: string;
  readonly time: string;
  readonly method: string;
  readonly target: string;
  /** As in the headers. */
  readonly user: string;
  readonly name?: string;
  readonly destination?: string;
}

/** The signature of the hop to DAViCal, by its documentation (davical/README.md) and not by the server's own code. */
export function signatureOf({ kind = 'v1', time, method, target, user, name = '', destination = '' }: Signed): string {
  const signed = [kind, time, method, target, user, name, destination].join('\n');
  return `${kind}=${createHmac('sha256', upstreamSecret).update(signed).digest('hex')}`;
}

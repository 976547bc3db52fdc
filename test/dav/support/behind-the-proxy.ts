import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dav, type DavAnswer, type DavOptions } from '../../integration/support/dav.ts';
import { instance } from '../../integration/support/instance.ts';

/**
 * A request straight to DAViCal, signed as the service does it (davical/README.md): for what the service does itself (`v1s`) and for what
 * the proxy refuses before DAViCal hears of it.
 */
export function signed(
  email: string,
  method: string,
  target: string,
  options: DavOptions & { kind?: 'v1' | 'v1s' } = {},
): Promise<DavAnswer> {
  const { kind = 'v1', headers = {}, ...rest } = options;
  const secret = readFileSync(path.join(instance.dataDirectory, 'secrets', 'upstream'), 'utf8').trim();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const user = encodeURIComponent(email);
  const text = [kind, timestamp, method, target, user, '', String(headers['destination'] ?? '')].join('\n');
  const signature = `${kind}=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const hop = { 'x-forwarded-user': user, 'x-forwarded-timestamp': timestamp, 'x-forwarded-signature': signature };
  return dav(method, instance.davicalUrl + target, { ...rest, headers: { ...headers, ...hop } });
}

import type { IncomingHttpHeaders } from 'node:http';
import { hopByHop } from './request-headers.ts';

const dropped = [...hopByHop, 'set-cookie', 'server', 'x-powered-by', 'x-davical-version', 'x-xrds-location'];

/** Takes away what belongs to the upstream's hop or tells of its make. The rest, ETag above all, stays byte for byte. */
export function filterResponseHeaders(headers: IncomingHttpHeaders): void {
  const named = (headers.connection ?? '').toLowerCase().split(/[\s,]+/);
  for (const name of [...dropped, ...named]) if (name !== 'transfer-encoding') Reflect.deleteProperty(headers, name);
}

import http from 'node:http';
import { readFileSync } from 'node:fs';
import { Secret } from '../../../apps/server/src/config/secrets.ts';
import { signedCredentials } from '../../../apps/server/src/dav/upstream-credentials.ts';
import { dav, type DavAnswer } from '../../integration/support/dav.ts';
import { instance } from '../../integration/support/instance.ts';
import type { Person } from '../../integration/support/person.ts';
import type { GeneratedRequest } from './generated-request.ts';

const CONTEXT = 'api/v1.0/caldav';
const secret = readFileSync(instance.environment['CALDAV_UPSTREAM_SECRET_FILE'] ?? '', 'utf8').trim();
const { credentials } = signedCredentials(new Secret(secret));
const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

/** Two people with the same content: one asks DAViCal itself, the other through the proxy. Their names are of the same length. */
export interface Twins {
  readonly direct: { readonly email: string; readonly name: string };
  readonly proxied: Person;
  readonly victim: string;
}

/** As the first twin, past the proxy, with the headers that the proxy would send. */
export function askDirectly({ direct, victim }: Twins, request: GeneratedRequest): Promise<DavAnswer> {
  const fill = filler(direct.email, victim, '');
  const target = fill(`/${CONTEXT}${request.target.path}${request.query}`);
  const headers = headersOf(request, fill);
  const hop = credentials(direct, { method: request.method, target, destination: headers['Destination']?.toString() });
  return ask(request, instance.davicalUrl + target, { ...headers, ...hop }, fill(request.body.text));
}

/** As the second twin, through the proxy, with what the proxy drops. */
export function askTheProxy({ proxied, victim }: Twins, request: GeneratedRequest): Promise<DavAnswer> {
  const fill = filler(proxied.email, victim, instance.url);
  const headers = { ...headersOf(request, fill), ...filled(request.steering, fill) };
  const authorization = `Basic ${Buffer.from(`${proxied.email}:${proxied.password}`).toString('base64')}`;
  const target = fill(`/${CONTEXT}${request.target.path}${request.query}`);
  return ask(request, instance.url + target, { ...headers, authorization }, fill(request.body.text));
}

function ask({ method, isChunked }: GeneratedRequest, url: string, headers: http.OutgoingHttpHeaders, body: string): Promise<DavAnswer> {
  const bytes = Buffer.from(body);
  const framing = isChunked && bytes.length > 0 ? { 'transfer-encoding': 'chunked' } : { 'content-length': bytes.length };
  const isBare = bytes.length === 0 && method !== 'PUT' && method !== 'POST';
  return dav(method, url, { headers: { ...headers, ...(isBare ? {} : framing) }, body: bytes, agent });
}

function headersOf(request: GeneratedRequest, fill: (text: string) => string): http.OutgoingHttpHeaders {
  const { depth, destination, conditional, headers, body } = request;
  return {
    ...(depth === undefined ? {} : { Depth: depth }),
    ...(destination === undefined ? {} : { Destination: fill(destination.value) }),
    ...(conditional === undefined ? {} : { If: fill(conditional.value) }),
    ...(body.type === undefined ? {} : { 'Content-Type': body.type }),
    ...Object.fromEntries(headers.map(({ name, value }) => [name, typeof value === 'string' ? value : [...value]])),
  };
}

const filled = (record: Readonly<Record<string, string>>, fill: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fill(value)]));

/** The direct twin gets paths where the other gets an origin: DAViCal does not know the public one. */
const filler = (me: string, victim: string, origin: string) => (text: string) =>
  text
    .replaceAll('{me-encoded}', encodeURIComponent(me))
    .replaceAll('{me}', me)
    .replaceAll('{victim}', victim)
    .replaceAll('{origin}', origin)
    .replaceAll('{context}', CONTEXT);

/** Replaces what names a twin, so that the answers of both are the same text. */
export function withoutName(email: string): (text: string) => string {
  const local = email.split('@', 1)[0] ?? '';
  const number = local.replace('test-', '');
  return (text) => text.replaceAll(new RegExp(local, 'gi'), 'TWIN').replaceAll(`Test Person ${number}`, 'Test Person TWIN');
}

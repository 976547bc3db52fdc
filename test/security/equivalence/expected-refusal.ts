import type { GeneratedRequest } from './generated-request.ts';

const SERVED = 'OPTIONS GET HEAD POST PUT DELETE PROPFIND PROPPATCH REPORT MKCOL MKCALENDAR COPY MOVE LOCK UNLOCK ACL'.split(' ');
const WITH_XML = 'PROPFIND PROPPATCH REPORT MKCALENDAR MKCOL ACL LOCK'.split(' ');

type Rule = (request: GeneratedRequest) => number | undefined;

/**
 * What the proxy refuses, with which status, in the order in which it looks: docs/dav-compliance.md once more, from the labels that
 * the generator puts on what it makes. 207 is the PROPPATCH whose properties are all refused inside the answer.
 */
const rules: readonly Rule[] = [
  ({ method }) => (SERVED.includes(method) ? undefined : 405),
  ({ target }) => (target.kind === 'unacceptable' ? 400 : undefined),
  ({ headers }) => firstOf(headers),
  ({ method, depth, target }) =>
    depth === 'infinity' && (method === 'PROPFIND' || (method === 'REPORT' && target.kind === 'context')) ? 403 : undefined,
  wrongPlace,
  ({ method, destination }) => {
    if (method !== 'MOVE' && method !== 'COPY') return undefined;
    return destination === undefined ? 400 : destination.refused;
  },
  ({ conditional }) => conditional?.refused,
  ({ method, body }) => (WITH_XML.includes(method) ? body.refused : undefined),
  ({ method, target, body }) => {
    if (method !== 'ACL') return undefined;
    if (!target.isOwn || target.kind === 'context' || target.kind === 'other') return 403;
    if (body.text === '') return 413;
    if (!body.isWellFormed) return 400;
    return body.isForbidden ? 403 : undefined;
  },
  ({ method, target, body }) => {
    if (method !== 'PROPPATCH' || target.kind !== 'home') return undefined;
    if (body.text === '') return 413;
    if (!body.isWellFormed) return 400;
    return body.isForbidden ? 207 : undefined;
  },
  ({ method, query, body }) => {
    if (method !== 'POST' || /\?add[-_]member=?$/.test(query)) return undefined;
    return body.text.includes('BEGIN:VFREEBUSY') ? undefined : 403;
  },
];

/** Header names first, codings last, as the proxy reads them. */
function firstOf(headers: GeneratedRequest['headers']): number | undefined {
  const refused = headers.map((each) => each.refused).filter((status) => status !== undefined);
  return refused.find((status) => status === 400) ?? refused[0];
}

function wrongPlace({ method, target: { kind, isOwn } }: GeneratedRequest): number | undefined {
  if (method === 'PUT') return kind === 'object' ? undefined : 405;
  if (method === 'DELETE' || method === 'MOVE' || method === 'COPY') return kind === 'calendar' || kind === 'object' ? undefined : 403;
  if (method !== 'MKCALENDAR' && method !== 'MKCOL') return undefined;
  if (kind === 'context' || kind === 'home') return 405;
  if (kind === 'other') return 409;
  if (!isOwn) return 403;
  return kind === 'calendar' ? undefined : 409;
}

/** The status with which the proxy answers in place of the CalDAV server; undefined when the request goes on. */
export function expectedRefusal(request: GeneratedRequest): number | undefined {
  for (const rule of rules) {
    const status = rule(request);
    if (status !== undefined) return status;
  }
  return undefined;
}

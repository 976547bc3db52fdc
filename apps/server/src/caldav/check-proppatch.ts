import type { RequestHandler } from 'express';
import { CALENDARSERVER, caldavName, davName, parseClark } from '../dav/names.ts';
import { escapeXml, parseXml } from '../dav/xml.ts';
import { DavError } from '../errors/dav-error.ts';
import { targetOf } from './check-path.ts';
import { isHomeOrPrincipal } from './check-resource.ts';
import { bodyOf } from './read-body.ts';

/** What decides who a principal is and what it belongs to (RFC 3744 4, RFC 4791 6.2, RFC 6638 2). */
const protectedNames: ReadonlySet<string> = new Set([
  ...['owner', 'group', 'resourcetype', 'group-member-set', 'group-membership', 'alternate-URI-set', 'principal-URL', 'acl'].map(davName),
  ...['calendar-home-set', 'calendar-user-address-set', 'calendar-user-type', 'schedule-inbox-URL', 'schedule-outbox-URL'].map(caldavName),
  ...['calendar-proxy-read-for', 'calendar-proxy-write-for', 'email-address-set'].map((local) => `{${CALENDARSERVER}}${local}`),
]);

/** PROPPATCH on a principal or home changes nothing that decides identity or membership: 403 in its propstat (RFC 4918 9.2.1). */
export const checkProppatch: RequestHandler = (req, res, next) => {
  if (req.method !== 'PROPPATCH' || !isHomeOrPrincipal(req)) {
    next();
    return;
  }
  const body = bodyOf(req);
  if (body.kind !== 'whole') {
    next(new DavError(413, 'A PROPPATCH of a principal is not that long'));
    return;
  }
  const named = propertiesOf(body.bytes);
  if (!named) {
    next(new DavError(400, 'The body is not well-formed XML'));
    return;
  }
  if (!named.some((name) => protectedNames.has(name))) {
    next();
    return;
  }
  res
    .writeHead(207, { 'Content-Type': 'application/xml; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(refusal(targetOf(req).path, named));
};

function propertiesOf(bytes: Buffer): string[] | undefined {
  try {
    const { children } = parseXml(bytes.toString());
    return children.flatMap((instruction) => instruction.children.flatMap((prop) => prop.children.map(({ name }) => name)));
  } catch {
    return undefined;
  }
}

/** Nothing is changed when one property cannot be: 424 for the others. */
function refusal(href: string, named: readonly string[]): string {
  const [refused, others] = [named.filter((name) => protectedNames.has(name)), named.filter((name) => !protectedNames.has(name))];
  const propstats = [
    propstat(refused, '403 Forbidden', '<D:error><D:cannot-modify-protected-property/></D:error>'),
    propstat(others, '424 Failed Dependency', ''),
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:"><D:response><D:href>${escapeXml(href)}</D:href>${propstats.join('')}</D:response></D:multistatus>
`;
}

function propstat(properties: readonly string[], status: string, error: string): string {
  if (properties.length === 0) return '';
  const elements = properties.map(parseClark).map(({ namespace, local }) => `<x:${local} xmlns:x="${escapeXml(namespace)}"/>`);
  return `<D:propstat><D:prop>${elements.join('')}</D:prop><D:status>HTTP/1.1 ${status}</D:status>${error}</D:propstat>`;
}

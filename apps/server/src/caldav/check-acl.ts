import type { Request, RequestHandler } from 'express';
import { identityOf } from '../auth/require-identity.ts';
import { davName } from '../dav/names.ts';
import { childrenNamed, parseXml, type XmlElement } from '../dav/xml.ts';
import { DavError } from '../errors/dav-error.ts';
import { targetOf } from './check-path.ts';
import { isOwn } from './check-resource.ts';
import { bodyOf } from './read-body.ts';

/** Everybody, or everybody who has logged in: nobody in particular is responsible for what they do. */
const everybody = ['all', 'authenticated', 'unauthenticated'].map(davName);

/** ACL (RFC 3744 8.1) is for the owner, and grants to persons and groups only. */
export const checkAcl: RequestHandler = (req, _res, next) => {
  next(req.method === 'ACL' ? problemOfAcl(req) : undefined);
};

function problemOfAcl(req: Request): DavError | undefined {
  if (!isOwn(targetOf(req).location, identityOf(req).email))
    return new DavError(403, 'Only the owner may change who has access', davName('need-privileges'));
  const body = bodyOf(req);
  if (body.kind !== 'whole') return new DavError(413, 'The list of access rules is too long');
  const acl = readXml(body.bytes);
  if (!acl) return new DavError(400, 'The body is not well-formed XML');
  const grants = childrenNamed(acl, davName('ace')).filter((ace) => childrenNamed(ace, davName('grant')).length > 0);
  if (!grants.some(isForEverybody)) return undefined;
  return new DavError(403, 'Access cannot be granted to everybody; name persons or groups', davName('allowed-principal'));
}

function readXml(bytes: Buffer): XmlElement | undefined {
  try {
    return parseXml(bytes.toString());
  } catch {
    return undefined;
  }
}

/** `DAV:invert` (RFC 3744 5.5.1) of one person is everybody else. */
function isForEverybody(ace: XmlElement): boolean {
  const principals = childrenNamed(ace, davName('principal')).flatMap(({ children }) => children);
  return childrenNamed(ace, davName('invert')).length > 0 || principals.some(({ name }) => everybody.includes(name));
}

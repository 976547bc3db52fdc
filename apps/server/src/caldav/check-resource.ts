import type { Request, RequestHandler } from 'express';
import { identityOf } from '../auth/require-identity.ts';
import type { ResourceLocation } from '../dav/resource-location.ts';
import { DavError } from '../errors/dav-error.ts';
import { targetOf } from './check-path.ts';

/**
 * What may be made, replaced and removed where. Servers differ in what they let happen to the collections that make up a home, up to
 * losing all of it, so that is decided here.
 */
export const checkResource: RequestHandler = (req, _res, next) => {
  const rule = rules[req.method];
  next(rule?.(targetOf(req).location, identityOf(req).email));
};

type Rule = (location: ResourceLocation, email: string) => DavError | undefined;

const rules: Readonly<Record<string, Rule>> = {
  MKCALENDAR: problemOfMaking,
  MKCOL: problemOfMaking,
  PUT: ({ kind }) => (kind === 'object' ? undefined : notAnObject()),
  DELETE: problemOfRemoving,
  MOVE: problemOfRemoving,
  COPY: problemOfRemoving,
};

/** Only directly in the caller's own calendar home (RFC 4791 5.3.1.1); elsewhere nothing is there that could be the parent (RFC 4918 9.3.1). */
function problemOfMaking(location: ResourceLocation, email: string): DavError | undefined {
  if (location.kind === 'context' || location.kind === 'home' || location.kind === 'principal')
    return new DavError(405, 'There is something here already', undefined, { headers: { Allow: COLLECTION_ALLOW } });
  if (location.kind === 'other') return new DavError(409, 'A calendar can be made only directly in a home');
  if (!isOwn(location, email)) return new DavError(403, 'A calendar can be made only in your own home');
  return location.kind === 'calendar' ? undefined : new DavError(409, 'A calendar can be made only directly in a home');
}

function problemOfRemoving({ kind }: ResourceLocation): DavError | undefined {
  if (kind === 'calendar' || kind === 'object') return undefined;
  return new DavError(403, 'A home or principal can be neither removed nor moved');
}

/** RFC 4918 9.7.2. Some servers would replace everything in the calendar. */
const notAnObject = () => new DavError(405, 'PUT is for objects inside a calendar', undefined, { headers: { Allow: COLLECTION_ALLOW } });
const COLLECTION_ALLOW = 'OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, REPORT';

export const isOwn = (location: ResourceLocation, email: string): boolean => 'owner' in location && location.owner.toLowerCase() === email;

/** Whether a request is for the caller's own or somebody else's principal or home, not for what is in it. */
export function isHomeOrPrincipal(req: Request): boolean {
  const { kind } = targetOf(req).location;
  return kind === 'home' || kind === 'principal';
}

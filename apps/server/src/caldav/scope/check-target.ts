import type { Request } from 'express';
import { davName } from '../../dav/names.ts';
import { DavError } from '../../errors/dav-error.ts';
import { targetOf } from '../check-path.ts';
import type { CalendarLimits } from './calendar-limits.ts';

const reading: ReadonlySet<string> = new Set(['OPTIONS', 'GET', 'HEAD', 'PROPFIND', 'REPORT']);
/** Calendars themselves, and who may see them, are not a matter of a credential that is limited to some. */
const ofTheOwner: ReadonlySet<string> = new Set(['MKCALENDAR', 'MKCOL', 'ACL']);
const removing: ReadonlySet<string> = new Set(['DELETE', 'MOVE', 'COPY']);
const discovering: ReadonlySet<string> = new Set(['OPTIONS', 'PROPFIND', 'REPORT']);

/** RFC 3744 7.1.1 */
const needPrivileges = () => new DavError(403, 'This app password does not allow it', davName('need-privileges'));

/** For a read-only credential. POST is a write, also where it only asks for free-busy times. */
export function checkMethodInScope({ method }: Request): void {
  if (!reading.has(method)) throw needPrivileges();
}

/** For a credential that is limited to some calendars. Whether the Destination is on this server is for `checkDestination`. */
export function checkTargetInScope(req: Request, limits: CalendarLimits): void {
  const { location } = targetOf(req);
  if (ofTheOwner.has(req.method)) throw needPrivileges();
  if (!limits.shows(location)) throw new DavError(404, 'There is nothing at this address');
  if (!limits.opens(location) && !discovering.has(req.method)) throw needPrivileges();
  if (location.kind === 'calendar' && removing.has(req.method)) throw needPrivileges();
  const { destination } = req.headers;
  if (destination !== undefined && !opensObject(String(destination), limits)) throw needPrivileges();
}

function opensObject(href: string, limits: CalendarLimits): boolean {
  const location = limits.locationOf(href);
  return location.kind === 'object' && limits.opens(location);
}

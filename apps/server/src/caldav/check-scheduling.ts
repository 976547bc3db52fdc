import type { Request, RequestHandler } from 'express';
import { caldavName } from '../dav/names.ts';
import { DavError } from '../errors/dav-error.ts';
import { bodyOf } from './read-body.ts';

/** The query of RFC 5995, in the two spellings that DAViCal knows, and nothing else beside it. */
const addMember = /\?add[-_]member=?$/;

/**
 * POST makes a member of a calendar (RFC 5995), or asks for free-busy (RFC 6638 5). Invitations and replies are sent by PUT, which servers
 * check; DAViCal also delivers one that is POSTed, whoever it says it is from.
 */
export const checkScheduling: RequestHandler = (req, _res, next) => {
  if (req.method !== 'POST' || addMember.test(req.originalUrl) || isFreeBusyRequest(req)) next();
  else next(new DavError(403, 'Only free-busy can be asked by POST', caldavName('valid-scheduling-message')));
};

function isFreeBusyRequest(req: Request): boolean {
  const body = bodyOf(req);
  if (body.kind !== 'whole') return false;
  // RFC 5545 3.1: a line may be folded anywhere
  const lines = body.bytes
    .toString('latin1')
    .replace(/\r?\n[ \t]/g, '')
    .split(/[\r\n]+/);
  const valuesOf = (name: RegExp) => lines.flatMap((line) => name.exec(line.trim())?.[1]?.trim().toUpperCase() ?? []);
  const methods = valuesOf(/^METHOD\s*(?:;[^:]*)?:(.*)$/i);
  const components = valuesOf(/^BEGIN\s*(?:;[^:]*)?:(.*)$/i);
  return methods.length === 1 && methods[0] === 'REQUEST' && components.join() === 'VCALENDAR,VFREEBUSY';
}

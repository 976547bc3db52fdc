import type { RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { DavError } from '../errors/dav-error.ts';

/** What DAViCal takes as regular-expression operators, or refuses itself (davical/README.md), and what no path needs. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const unusable = /[\u0000-\u001f\u007f|*?$^()[\]{}\\/#]/;

/**
 * Refuses request targets that the upstream could read differently from us. What passes goes on byte for byte, because clients compare
 * hrefs literally.
 */
export const checkPath: RequestHandler = (req, _res, next) => {
  const reason = problemOf(req.originalUrl);
  if (reason === undefined) next();
  else next(new DavError(400, `The path is not acceptable: ${reason}`));
};

/** Why a raw request target is refused, or undefined. */
export function problemOf(target: string): string | undefined {
  const path = target.split('?', 1)[0] ?? '';
  if (path !== CALDAV_PATH && !path.startsWith(`${CALDAV_PATH}/`)) return 'it is outside the CalDAV context';
  const segments = path.slice(CALDAV_PATH.length + 1).split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '' && index < segments.length - 1) return 'it has an empty segment';
    const problem = problemOfSegment(segment);
    if (problem) return problem;
  }
  return undefined;
}

function problemOfSegment(segment: string): string | undefined {
  const decoded = decode(segment);
  if (decoded === undefined) return 'it is not percent-encoded UTF-8';
  if (isDotSegment(decoded)) return 'it has a dot segment';
  return unusable.test(decoded) ? 'it has a character that is not allowed' : undefined;
}

/** Also when it is encoded more than once, for a component further on that decodes again. */
function isDotSegment(decoded: string): boolean {
  let text = decoded;
  for (let again = decode(text); again !== undefined && again !== text; again = decode(text)) text = again;
  return text === '.' || text === '..' || /[\\/]\.{1,2}([\\/]|$)|^\.{1,2}[\\/]/.test(text);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

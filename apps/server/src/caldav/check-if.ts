import type { Request, RequestHandler } from 'express';
import { CALDAV_PATH } from '../config/config.ts';
import { readTarget } from '../dav/request-target.ts';
import { DavError } from '../errors/dav-error.ts';
import type { OwnPath } from './own-path.ts';

/** `<Resource-Tag>`, or a `( … )` list that is left as it is (RFC 4918 10.4.2). */
const parts = /<([^<>]*)>|\([^()]*\)|\s+|(.)/g;

/** The resource tags of an If header must be ours, and go on as paths. */
export function checkIf(ownPath: OwnPath): RequestHandler {
  return (req, _res, next) => {
    const { if: header } = req.headers;
    if (typeof header !== 'string') {
      next();
      return;
    }
    const rewritten = withPaths(header, req, ownPath);
    if (rewritten instanceof DavError) {
      next(rewritten);
      return;
    }
    req.headers.if = rewritten;
    next();
  };
}

function withPaths(header: string, req: Request, ownPath: OwnPath): string | DavError {
  let text = '';
  for (const [part, tag, stray] of header.matchAll(parts)) {
    if (stray !== undefined) return new DavError(400, 'The If header is not as RFC 4918 10.4.2 says');
    if (tag === undefined) text += part;
    else {
      const path = ownPath(tag, req);
      const target = path === undefined ? 'it is on another server' : readTarget(path, CALDAV_PATH);
      if (typeof target === 'string') return new DavError(400, `A resource in the If header is not acceptable: ${target}`);
      text += `<${target.path}>`;
    }
  }
  return text;
}

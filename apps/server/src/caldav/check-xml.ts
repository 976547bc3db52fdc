import type { RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import { bodyOf, isXmlMethod } from './read-body.ts';

/** Before the root element: a declaration, comments, processing instructions and white space. */
const prolog =
  /^\uFEFF?\s*(<\?xml(?<declaration>[^?]*)\?>)?(\s+|<!--(?:(?!--)[^])*-->|<\?(?!xml\s)(?:(?!\?>)[^])*\?>)*(?<next><[A-Za-z_]|<!DOCTYPE|$|[^])/i;
const acceptable = /^(utf-8|us-ascii|iso-8859-1)$/i;

/**
 * Refuses a DOCTYPE (RFC 4918 20.6: entities can read files and fill the memory) before the upstream's parser sees it. The prolog is
 * read as text, so it must be in a coding in which that is right.
 */
export const checkXml: RequestHandler = (req, _res, next) => {
  const body = bodyOf(req);
  const isXml = isXmlMethod(req) || (req.method === 'POST' && /[/+]xml\b/i.test(req.headers['content-type'] ?? ''));
  const text = body.kind === 'whole' ? body.bytes : body.kind === 'stream' ? body.begin : undefined;
  const problem = isXml && text ? problemOfProlog(text.subarray(0, 4096).toString('latin1')) : undefined;
  next(problem && new DavError(400, problem));
};

function problemOfProlog(text: string): string | undefined {
  if (text.includes('\0')) return 'The XML must be in UTF-8';
  const { declaration = '', next = '' } = prolog.exec(text)?.groups ?? {};
  const encoding = /encoding\s*=\s*["']([^"']*)["']/i.exec(declaration)?.[1];
  if (encoding !== undefined && !acceptable.test(encoding)) return 'The XML must be in UTF-8';
  if (/^<!DOCTYPE/i.test(next)) return 'A DOCTYPE is not accepted';
  return next.startsWith('<') || next === '' ? undefined : 'The body is not XML';
}

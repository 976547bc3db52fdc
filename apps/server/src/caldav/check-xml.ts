import type { RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import { bodyOf, isXmlMethod } from './read-body.ts';

/** What stands before the root element: a byte order mark, the declaration, comments, processing instructions and white space. */
const prolog =
  /^(?:\xEF\xBB\xBF)?\s*(?:<\?xml(?<declaration>\s[^?]*)\?>)?(?:\s+|<!--(?:(?!--)[^])*-->|<\?(?!xml\s)(?:(?!\?>)[^])*\?>)*(?<next><!DOCTYPE|<(?![!?])|$)?/i;
/** Long enough for every program's prolog; one that is longer is refused. */
const PROLOG_BYTES = 4096;
const acceptable = /^(utf-8|us-ascii|iso-8859-1)$/i;

/**
 * Refuses a DOCTYPE (RFC 4918 20.6: entities can read files and fill the memory) before the upstream's parser sees it. The prolog is
 * read as text, so it must be in a coding in which that is right.
 */
export const checkXml: RequestHandler = (req, _res, next) => {
  const body = bodyOf(req);
  const isXml = isXmlMethod(req) || (req.method === 'POST' && /[/+]xml\b/i.test(req.headers['content-type'] ?? ''));
  const text = body.kind === 'whole' ? body.bytes : body.kind === 'stream' ? body.begin : undefined;
  const problem = isXml && text ? problemOfProlog(text.subarray(0, PROLOG_BYTES).toString('latin1')) : undefined;
  next(problem && new DavError(400, problem));
};

/** Why a document is refused by how it begins; bytes as ISO 8859-1. */
export function problemOfProlog(text: string): string | undefined {
  const groups = prolog.exec(text)?.groups;
  if (!isUtf8(text, groups?.['declaration'])) return 'The XML must be in UTF-8';
  const next = groups?.['next']?.toUpperCase();
  if (next === '<!DOCTYPE') return 'A DOCTYPE is not accepted';
  const isBlank = text.length < PROLOG_BYTES && text.trim() === '';
  return next === '<' || isBlank ? undefined : 'The body is not XML';
}

/** Or another coding in which the ASCII of the prolog is the same. */
function isUtf8(text: string, declaration = ''): boolean {
  const encoding = /encoding\s*=\s*["']([^"']*)["']/i.exec(declaration)?.[1];
  return !text.includes('\0') && (encoding === undefined || acceptable.test(encoding));
}

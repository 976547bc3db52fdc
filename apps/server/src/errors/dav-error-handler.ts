import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from '../logger.ts';
import { parseClark } from '../dav/names.ts';
import { escapeXml } from '../dav/xml.ts';
import { DavError } from './dav-error.ts';

/** Namespace of the elements that this service adds to `DAV:error` for people who read a trace. */
const OWN_NAMESPACE = 'urn:calendars:dav';

/** The one writer of errors on the CalDAV mount: `DAV:error` (RFC 4918 16). Once the answer has begun it is cut, never ended falsely. */
export function davErrorHandler(logger: Logger): ErrorRequestHandler {
  return (thrown: unknown, req, res, _next) => {
    const error = thrown instanceof DavError ? thrown : new DavError(500, 'Something went wrong here', undefined, { cause: thrown });
    // a 5xx without a cause is the client's doing, such as a Destination on another server (RFC 4918 9.9.4)
    if (error.cause !== undefined) logger.error({ err: error.cause ?? error, method: req.method }, error.message);
    if (res.headersSent) res.destroy();
    else writeDavError(res, error);
  };
}

function writeDavError(res: Response, error: DavError): void {
  res.status(error.status);
  for (const [name, value] of Object.entries(error.headers)) res.setHeader(name, value);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('Content-Type', 'application/xml; charset=utf-8');
  res.end(davErrorBody(error));
}

function davErrorBody(error: DavError): string {
  const description = `<c:description xmlns:c="${OWN_NAMESPACE}">${escapeXml(error.message)}</c:description>`;
  return `<?xml version="1.0" encoding="utf-8"?>\n<D:error xmlns:D="DAV:">${preconditionElement(error.precondition)}${description}</D:error>\n`;
}

function preconditionElement(clark: string | undefined): string {
  if (clark === undefined) return '';
  const { namespace, local } = parseClark(clark);
  return namespace === 'DAV:' ? `<D:${local}/>` : `<p:${local} xmlns:p="${escapeXml(namespace)}"/>`;
}

import type { Request, RequestHandler } from 'express';
import type { Upstream } from '../dav/upstream.ts';
import { giveLength, type BodyOfKnownLength } from './give-length.ts';
import { bodyOf, isXmlMethod, type BodyLimits, type StreamedBody } from './read-body.ts';

/** Where the upstream takes no chunked bodies: one that was not read whole by now is kept until its length is known. */
export function lengthenChunked({ needsContentLength }: Pick<Upstream, 'needsContentLength'>, limits: BodyLimits): RequestHandler {
  return async (req, res, next) => {
    const body = bodyOf(req);
    if (needsContentLength && body.kind === 'stream' && body.length === undefined) {
      const { length, body: source } = await keep(req, body, isXmlMethod(req) ? limits.xmlBytes : limits.objectBytes);
      res.once('close', () => source.destroy());
      req.davBody = { ...body, length, source };
    }
    next();
  };
}

/** Ends also when the body becomes too large or stops coming. */
function keep(req: Request, body: StreamedBody, maxBytes: number): Promise<BodyOfKnownLength> {
  const trouble = new AbortController();
  body.onTrouble = (error) => trouble.abort(error);
  return giveLength(req, { maxBytes, signal: trouble.signal });
}

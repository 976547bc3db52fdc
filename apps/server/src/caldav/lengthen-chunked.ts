import type { RequestHandler } from 'express';
import type { Upstream } from '../dav/upstream.ts';
import { giveLength } from './give-length.ts';

/**
 * Gives chunked bodies a length where the upstream needs one. http-proxy-middleware takes the body by `req.pipe`, so that is what is put
 * in its place. The `100 Continue` that a client waits for before it sends the body has been sent by Node.
 */
export function lengthenChunked({ needsContentLength }: Pick<Upstream, 'needsContentLength'>): RequestHandler {
  return async (req, res, next) => {
    if (!needsContentLength || req.headers['transfer-encoding'] === undefined) {
      next();
      return;
    }
    const { length, body } = await giveLength(req);
    res.on('close', () => body.destroy());
    body.on('error', (error) => req.destroy(error));
    delete req.headers['transfer-encoding'];
    req.headers['content-length'] = String(length);
    req.pipe = body.pipe.bind(body);
    next();
  };
}

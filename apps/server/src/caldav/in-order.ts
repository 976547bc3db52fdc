import type { RequestHandler } from 'express';

/** Handlers as one, each called when the one before has called `next`: what a router does, without its matching of the path for each. */
export function inOrder(...handlers: readonly RequestHandler[]): RequestHandler {
  return (req, res, done) => {
    let at = 0;
    const next = (error?: unknown): void => {
      const handler = handlers[at++];
      if (error !== undefined || !handler) done(error);
      else call(handler);
    };
    const call = (handler: RequestHandler): void => {
      try {
        const pending: unknown = handler(req, res, next);
        if (pending instanceof Promise) pending.catch(done);
      } catch (error) {
        done(error);
      }
    };
    next();
  };
}

import type { Request, RequestHandler } from 'express';
import type { Logger } from '../logger.ts';

/** One line per request, without query (it may hold a login's code) and without headers. */
export function accessLog(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const begin = performance.now();
    res.on('close', () => {
      logger.info({
        method: req.method,
        client: req.ip,
        path: req.originalUrl.split('?', 1)[0],
        status: res.statusCode,
        ms: Math.round((performance.now() - begin) * 10) / 10,
        ...(res.writableFinished ? {} : { aborted: true }),
        ...whoAsked(req),
      });
    });
    next();
  };
}

function whoAsked(req: Request): { userId?: string } {
  const userId = req.identity?.userId ?? req.user?.id;
  return userId === undefined ? {} : { userId };
}

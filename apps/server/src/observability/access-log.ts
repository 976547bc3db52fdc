import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Logger } from '../logger.ts';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the form in which Express is extended
  namespace Express {
    interface Request {
      /** Names this request in the log, upstream and to the client (`X-Request-Id`). */
      id?: string;
      /** How long the CalDAV server took to begin its answer. */
      upstreamMs?: number;
    }
  }
}

/** One line per request, without query (it may hold a login's code) and without headers. */
export function accessLog(logger: Logger): RequestHandler {
  // its lines are texts and numbers only: there is nothing inside in which to look for secrets
  const lines = logger.child({}, { redact: [] });
  return (req, res, next) => {
    const begin = performance.now();
    // at the end of a connection that was cut there is no address any more
    const { socket, ip: client } = req;
    const written = socket.bytesWritten;
    req.id = randomUUID();
    res.on('close', () => {
      lines.info({
        id: req.id,
        method: req.method,
        client,
        path: req.originalUrl.split('?', 1)[0],
        status: res.statusCode,
        bytes: socket.bytesWritten - written,
        ms: round(performance.now() - begin),
        ...(req.upstreamMs === undefined ? {} : { upstreamMs: round(req.upstreamMs) }),
        ...(res.writableFinished ? {} : { aborted: true }),
        ...whoAsked(req),
        agent: req.headers['user-agent']?.slice(0, 200),
      });
    });
    next();
  };
}

/** For answers that Express writes; the proxy writes its own headers. */
export const sendRequestId: RequestHandler = (req, res, next) => {
  if (req.id !== undefined) res.setHeader('X-Request-Id', req.id);
  next();
};

const round = (ms: number): number => Math.round(ms * 10) / 10;

function whoAsked(req: Request): { userId?: string } {
  const userId = req.identity?.userId ?? req.user?.id;
  return userId === undefined ? {} : { userId };
}

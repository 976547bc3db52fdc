import http, { IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';
import { createApp } from './app.ts';
import type { AppContext } from './context.ts';
import { startPendingWork } from './reconcile/pending-work.ts';

const DRAIN_MS = 10_000;
const DRAIN_STEP_MS = 100;

export interface RunningServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens, and works off what was left undone. Throws when the port cannot be had. */
export async function startServer(ctx: AppContext): Promise<RunningServer> {
  const server = createHttpServer(ctx);
  await listen(server, ctx.config.listen);
  const pendingWork = startPendingWork(
    { provisioning: ctx.provisioner.pending, 'calendar creation': ctx.calendars.pendingCreations },
    ctx.logger,
  );
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : ctx.config.listen.port,
    async stop() {
      await Promise.all([drain(server), pendingWork.stop()]);
      await ctx.close();
    },
  };
}

function createHttpServer(ctx: AppContext): Server {
  const app = createApp(ctx);
  return http.createServer(
    {
      ...expressPrototypes(app),
      maxHeaderSize: ctx.config.maxHeaderBytes,
      headersTimeout: 15_000,
      // a large upload over a slow line takes its time; `headersTimeout` is what stops a client that says nothing
      requestTimeout: 0,
      // longer than the 60 s of common load balancers, so that they never use a connection that is just being closed
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5000,
    },
    app,
  );
}

/**
 * Options for `http.createServer` with which requests and responses are born with the prototypes that Express gives to every one. To change
 * the prototype of a living object makes V8 forget what it has learned of its shape, which costs a third of a small request.
 */
const expressPrototypes = ({ request, response }: Express) => ({
  IncomingMessage: bornWith(IncomingMessage, request),
  ServerResponse: bornWith(ServerResponse, response),
});

function bornWith<Base extends typeof IncomingMessage | typeof ServerResponse>(base: Base, prototype: object): Base {
  // a class would not let go of its own prototype
  const born = function () {};
  born.prototype = prototype;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- Reflect.construct is declared to return `any`
  return new Proxy(base, { construct: (target, args): object => Reflect.construct(target, args, born) });
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new connections and ends idle ones; Node would keep a connection that was busy at this moment open for its keep-alive time. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const closeIdle = setInterval(() => server.closeIdleConnections(), DRAIN_STEP_MS);
  const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(giveUp);
}

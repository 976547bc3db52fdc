import { Router, type ErrorRequestHandler } from 'express';
import { authenticate, type Loaders } from '../auth/authenticate.ts';
import { requireIdentity } from '../auth/require-identity.ts';
import type { Upstream } from '../dav/upstream.ts';
import { checkDestination } from './check-destination.ts';
import { checkMethod } from './check-method.ts';
import { checkPath, type Locate } from './check-path.ts';
import { forward } from './forward.ts';
import { lengthenChunked } from './lengthen-chunked.ts';

export interface CaldavDependencies {
  readonly loaders: Loaders;
  readonly publicUrl: string;
  readonly locate: Locate;
  readonly upstream: Upstream;
  readonly writeError: ErrorRequestHandler;
}

/** The CalDAV proxy. Every step may end the request; forwarding is last. */
export function caldavRouter(deps: CaldavDependencies): Router {
  const router = Router();
  router.use(
    checkMethod,
    checkPath(deps.locate),
    authenticate(deps.loaders),
    requireIdentity,
    checkDestination(deps.publicUrl),
    lengthenChunked(deps.upstream),
    forward(deps),
  );
  router.use(deps.writeError);
  return router;
}

import { Router, type ErrorRequestHandler } from 'express';
import { authenticate, type Loaders } from '../auth/authenticate.ts';
import { requireIdentity } from '../auth/require-identity.ts';
import type { SignRequest } from '../dav/upstream-credentials.ts';
import { checkDestination } from './check-destination.ts';
import { checkMethod } from './check-method.ts';
import { checkPath, type Locate } from './check-path.ts';
import { checkScope } from './check-scope.ts';
import { forward } from './forward.ts';

export interface CaldavDependencies {
  readonly loaders: Loaders;
  readonly publicUrl: string;
  readonly locate: Locate;
  readonly upstream: { readonly url: string; readonly timeoutMs: number };
  readonly sign: SignRequest;
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
    checkScope(deps.locate),
    forward(deps),
  );
  router.use(deps.writeError);
  return router;
}

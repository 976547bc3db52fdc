import { Router, type ErrorRequestHandler } from 'express';
import type { Pool } from 'undici';
import { authenticate, type Loaders } from '../auth/authenticate.ts';
import { requireIdentity } from '../auth/require-identity.ts';
import type { Upstream } from '../dav/upstream.ts';
import { checkAcl } from './check-acl.ts';
import { checkDepth } from './check-depth.ts';
import { checkDestination } from './check-destination.ts';
import { checkHeaders } from './check-headers.ts';
import { checkIf } from './check-if.ts';
import { checkMethod } from './check-method.ts';
import { checkPath, type Locate } from './check-path.ts';
import { checkProppatch } from './check-proppatch.ts';
import { checkResource } from './check-resource.ts';
import { checkReportScope, checkScope } from './check-scope.ts';
import { checkScheduling } from './check-scheduling.ts';
import { checkXml } from './check-xml.ts';
import type { GateLimits } from './fair-gate.ts';
import { forward } from './forward.ts';
import { inOrder } from './in-order.ts';
import { lengthenChunked } from './lengthen-chunked.ts';
import { originForm } from './origin-form.ts';
import { createOwnPath } from './own-path.ts';
import { readBody, type BodyLimits } from './read-body.ts';

export interface CaldavDependencies {
  readonly loaders: Loaders;
  readonly publicUrl: string;
  readonly locate: Locate;
  readonly upstream: Upstream;
  readonly pool: Pool;
  readonly limits: { readonly body: BodyLimits; readonly gate: GateLimits; readonly clientIdleMs: number };
  readonly writeError: ErrorRequestHandler;
}

/** The CalDAV proxy. Every step may end the request; forwarding is last. */
export function caldavRouter(deps: CaldavDependencies): Router {
  const { locate, limits } = deps;
  const ownPath = createOwnPath(deps.publicUrl);
  const router = Router();
  const steps = inOrder(
    // what can be said before anybody is known
    ...[checkMethod, originForm(ownPath), checkPath(locate), checkHeaders],
    // who asks
    ...[authenticate(deps.loaders), requireIdentity],
    // what is asked
    ...[checkScope(locate), checkDepth, checkResource, checkDestination(locate, ownPath), checkIf(ownPath)],
    // what the body says
    ...[readBody(limits.body), checkXml, checkAcl, checkProppatch, checkScheduling, checkReportScope(locate)],
    // not before it is known that the body is wanted
    lengthenChunked(deps.upstream, limits.body),
    forward({ ...deps, gate: limits.gate, clientIdleMs: limits.clientIdleMs }),
  );
  router.use(steps, deps.writeError);
  return router;
}

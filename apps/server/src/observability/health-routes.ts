import { Router } from 'express';

export type CheckResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };
export interface Check {
  readonly run: () => Promise<CheckResult>;
  /** Without it nothing can be served, so a load balancer should look elsewhere. */
  readonly required: boolean;
}

/**
 * `GET /healthz`: the process is alive. `GET /readyz`: what it depends on, each by name; 503 while a required one is away. The identity
 * provider is named but not required: app passwords and sessions work without it.
 */
export function healthRoutes(checks: Readonly<Record<string, Check>>): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const report = await readiness(checks);
    res
      .set('Cache-Control', 'no-store')
      .status(report.status === 'unavailable' ? 503 : 200)
      .json(report);
  });
  return router;
}

export async function readiness(checks: Readonly<Record<string, Check>>) {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => ({ name, required: check.required, result: await run(check) })),
  );
  const failed = results.filter(({ result }) => !result.ok);
  const status = failed.some(({ required }) => required) ? 'unavailable' : failed.length > 0 ? 'degraded' : 'ok';
  return { status, checks: Object.fromEntries(results.map(({ name, result }) => [name, present(result)])) } as const;
}

const present = (result: CheckResult) => (result.ok ? { status: 'ok' } : { status: 'failed', reason: result.reason });

const run = (check: Check): Promise<CheckResult> => check.run().catch(() => ({ ok: false, reason: 'does not answer' }));

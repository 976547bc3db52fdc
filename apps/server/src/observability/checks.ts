import type { Pool } from 'pg';
import type { CalendarBackend } from '../backends/backend.ts';
import { isDatabaseReachable } from '../db/database.ts';
import type { Check, CheckResult } from './health-routes.ts';

interface Dependencies {
  readonly pool: Pool;
  readonly backend: CalendarBackend;
  readonly provider: { probe(): Promise<void> };
}

/** What the service depends on, by the names that `/readyz` and `calendars status` show. */
export function createChecks({ pool, backend, provider }: Dependencies): Readonly<Record<string, Check>> {
  return {
    database: {
      required: true,
      run: async () => ((await isDatabaseReachable(pool)) ? { ok: true } : { ok: false, reason: 'does not answer' }),
    },
    caldav_server: { required: true, run: () => backend.checkHealth() },
    identity_provider: {
      required: false,
      run: (): Promise<CheckResult> =>
        provider.probe().then(
          () => ({ ok: true }),
          (error: unknown) => ({ ok: false, reason: error instanceof Error ? error.message : 'cannot be discovered' }),
        ),
    },
  };
}

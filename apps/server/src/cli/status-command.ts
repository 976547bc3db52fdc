import { readiness } from '../observability/health-routes.ts';
import type { Run } from './commands.ts';
import { json, table } from './output.ts';

/** Exit code 1 when anything is not there. */
export const showStatus: Run = async ({ ctx, out, asJson }) => {
  const report = await readiness(ctx.checks);
  const rows = Object.entries(report.checks).map(([name, check]) => [
    name.replaceAll('_', ' '),
    check.status,
    'reason' in check ? check.reason : '',
  ]);
  const users = report.checks['database']?.status === 'ok' ? await ctx.users.list() : [];
  const waiting = users.filter((user) => !user.provisioned).length;
  if (asJson) out.write(json({ ...report, url: ctx.config.publicUrl, caldav_url: ctx.config.caldavUrl, users: users.length, waiting }));
  else {
    out.write(`${ctx.config.publicUrl}: ${report.status}\n${table(['PART', 'STATE', 'REASON'], rows)}`);
    out.write(`${users.length} people, ${waiting} waiting for the CalDAV server\n`);
  }
  return report.status === 'ok' ? 0 : 1;
};

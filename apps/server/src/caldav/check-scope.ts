import type { RequestHandler } from 'express';
import { identityOf } from '../auth/require-identity.ts';
import type { Locate } from './check-path.ts';
import { createCalendarLimits } from './scope/calendar-limits.ts';
import { checkMethodInScope, checkTargetInScope } from './scope/check-target.ts';
import { filterAnswer } from './scope/filter-answer.ts';
import { limitReport } from './scope/limit-report.ts';

/**
 * What a credential that may do less than its owner asks for. A read-only one changes nothing. For one that is limited to some
 * calendars the others do not exist: neither as a target, nor as a Destination, nor as an href in a report, nor in an answer. The
 * requests and answers of all other credentials are not looked at.
 */
export function checkScope(locate: Locate): RequestHandler {
  return async (req, res, next) => {
    const { email, scope } = identityOf(req);
    if (!scope.writes) checkMethodInScope(req);
    if (scope.calendars) {
      const limits = createCalendarLimits({ owner: email, calendars: scope.calendars, locate });
      checkTargetInScope(req, limits);
      if (await limitReport(req, res, limits)) return;
      filterAnswer(req, res, limits);
    }
    next();
  };
}

import type { Request, RequestHandler } from 'express';
import { identityOf } from '../auth/require-identity.ts';
import type { Locate } from './check-path.ts';
import { createCalendarLimits, type CalendarLimits } from './scope/calendar-limits.ts';
import { checkMethodInScope, checkTargetInScope } from './scope/check-target.ts';
import { filterAnswer } from './scope/filter-answer.ts';
import { limitReport } from './scope/limit-report.ts';

/**
 * What a credential that may do less than its owner asks for. A read-only one changes nothing. For one that is limited to some
 * calendars the others do not exist: neither as a target, nor as a Destination, nor as an href in a report, nor in an answer. The
 * requests and answers of all other credentials are not looked at.
 */
export function checkScope(locate: Locate): RequestHandler {
  return (req, _res, next) => {
    if (!identityOf(req).scope.writes) checkMethodInScope(req);
    const limits = limitsOf(req, locate);
    if (limits) {
      checkTargetInScope(req, limits);
      filterAnswer(req, limits);
    }
    next();
  };
}

/** The same for what a report names, when its body has come. */
export function checkReportScope(locate: Locate): RequestHandler {
  return async (req, res, next) => {
    const limits = req.method === 'REPORT' ? limitsOf(req, locate) : undefined;
    if (!limits || !(await limitReport(req, res, limits))) next();
  };
}

function limitsOf(req: Request, locate: Locate): CalendarLimits | undefined {
  const { email, scope } = identityOf(req);
  return scope.calendars && createCalendarLimits({ owner: email, calendars: scope.calendars, locate });
}

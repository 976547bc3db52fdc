import type { CalendarRef, Principal } from '../backends/backend.ts';
import { BackendError } from '../backends/errors.ts';
import { agree } from './agree.ts';
import type { KnownProperties } from './calendar-repo.ts';
import type { Calendar } from './calendar.ts';
import { createCalendarCreation, type CreationDependencies } from './create-calendar.ts';

export type CalendarService = ReturnType<typeof createCalendarService>;

export function createCalendarService(deps: CreationDependencies) {
  const { calendars, backend, logger } = deps;
  const creation = createCalendarCreation(deps);

  async function agreeWithHome(owner: Principal, signal?: AbortSignal): Promise<Calendar[]> {
    return agree(calendars, owner.id, () => backend.listCalendars({ actor: owner, ...(signal ? { signal } : {}) }, owner));
  }

  return {
    path: (owner: Principal, calendar: CalendarRef) => backend.calendarPath(owner, calendar),

    /** The default calendar first, then by name. `stale` when the CalDAV server did not answer and the last known list is given. */
    async list(owner: Principal): Promise<{ calendars: Calendar[]; stale: boolean }> {
      try {
        return { calendars: (await agreeWithHome(owner)).sort(byDefaultThenName), stale: false };
      } catch (error) {
        if (!(error instanceof BackendError)) throw error;
        logger.warn({ err: error }, 'calendars are listed from what was last known');
        return { calendars: (await calendars.listOf(owner.id)).sort(byDefaultThenName), stale: true };
      }
    },

    create: (owner: Principal, known: KnownProperties) => creation.create(owner, known),
    pendingCreations: creation.pending,

    adopt: async (owner: Principal, defaultCalendar: CalendarRef, signal?: AbortSignal): Promise<void> => {
      await agreeWithHome(owner, signal);
      await calendars.markDefault(owner.id, defaultCalendar.slug);
    },
  };
}

function byDefaultThenName(a: Calendar, b: Calendar): number {
  return Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name) || a.slug.localeCompare(b.slug);
}

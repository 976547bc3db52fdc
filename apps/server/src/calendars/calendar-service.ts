import { randomUUID } from 'node:crypto';
import type { CalendarBackend, CalendarRef, Principal } from '../backends/backend.ts';
import { BackendError, BackendUnavailable } from '../backends/errors.ts';
import { AppError, UnavailableError } from '../errors/app-error.ts';
import type { Logger } from '../logger.ts';
import { agree } from './agree.ts';
import type { CalendarRepo, CreatingCalendar, KnownProperties } from './calendar-repo.ts';
import type { Calendar } from './calendar.ts';

/** An intent this old is completed by whoever finds it. Should its request still be under way, both do the same, which is harmless. */
const ABANDONED_AFTER_MS = 2000;

interface Dependencies {
  readonly calendars: CalendarRepo;
  readonly backend: CalendarBackend;
  readonly logger: Logger;
  readonly now?: () => number;
}

export type CalendarService = ReturnType<typeof createCalendarService>;

export function createCalendarService({ calendars, backend, logger, now = Date.now }: Dependencies) {
  async function agreeWithHome(owner: Principal, signal?: AbortSignal): Promise<Calendar[]> {
    return agree(calendars, owner.id, () => backend.listCalendars({ actor: owner, ...(signal ? { signal } : {}) }, owner));
  }

  /** The collection is made, or was made before; then the row says so. */
  async function finish(owner: Principal, row: Calendar): Promise<Calendar> {
    const { slug, name, color, description } = row;
    await backend.createCalendar({ actor: owner }, owner, { slug, name, color: color ?? undefined, description });
    return calendars.confirm(row);
  }

  /** What becomes of an intent whose calendar could not be made now. */
  async function settleFailure(row: Calendar, error: unknown): Promise<never> {
    // also when the database failed after the calendar was made: the intent stands, and is finished later
    if (!(error instanceof BackendError) || (error instanceof BackendUnavailable && error.outcomeUnknown))
      throw new UnavailableError(
        'calendar-creation-pending',
        'The calendar server did not answer in time. The calendar will appear when it is back; do not create it again.',
        error,
      );
    await calendars.remove(row);
    if (error.retryable)
      throw new UnavailableError(
        'calendar-server-unavailable',
        'The calendar server is not reachable. Nothing was created; try again later.',
        error,
      );
    throw new AppError(502, 'calendar-server-refused', 'The calendar server refused', { detail: 'Nothing was created.', cause: error });
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

    /**
     * Intent, collection, confirmation. A crash in between leaves the intent, which `finishPending` completes; it is never undone, because
     * a native client may have put events into the collection by then. The path is chosen before, so repeating makes no second one.
     */
    async create(owner: Principal, known: KnownProperties): Promise<Calendar> {
      const intent = await calendars.insertIntent(owner.id, randomUUID(), known);
      try {
        return await finish(owner, intent);
      } catch (error) {
        return settleFailure(intent, error);
      }
    },

    adopt: async (owner: Principal, defaultCalendar: CalendarRef, signal?: AbortSignal): Promise<void> => {
      await agreeWithHome(owner, signal);
      await calendars.markDefault(owner.id, defaultCalendar.slug);
    },

    /** Completes the intents of requests that crashed or got no answer. Returns how many there were. */
    finishPending: async (): Promise<number> => {
      const pending = await calendars.listCreating(new Date(now() - ABANDONED_AFTER_MS), 100);
      for (const row of pending) await finishAbandoned(row);
      return pending.length;
    },
  };

  async function finishAbandoned(row: CreatingCalendar): Promise<void> {
    try {
      await finish(row.owner, row);
    } catch (error) {
      if (!(error instanceof BackendError) || error.retryable) throw error;
      logger.error({ err: error, calendarId: row.id }, 'the calendar server refuses a calendar that was being created; it is given up');
      await calendars.remove(row);
    }
  }
}

function byDefaultThenName(a: Calendar, b: Calendar): number {
  return Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name) || a.slug.localeCompare(b.slug);
}

import { randomUUID } from 'node:crypto';
import type { CalendarBackend, Principal } from '../backends/backend.ts';
import { BackendError, BackendUnavailable } from '../backends/errors.ts';
import { AppError, UnavailableError } from '../errors/app-error.ts';
import type { Logger } from '../logger.ts';
import type { CalendarRepo, CreatingCalendar, KnownProperties } from './calendar-repo.ts';
import type { Calendar } from './calendar.ts';

/** An intent this old is completed by whoever finds it. Should its request still be under way, both do the same, which is harmless. */
const ABANDONED_AFTER_MS = 2000;

export interface CreationDependencies {
  readonly calendars: CalendarRepo;
  readonly backend: CalendarBackend;
  readonly logger: Logger;
  readonly now?: () => number;
}

export function createCalendarCreation({ calendars, backend, logger, now = Date.now }: CreationDependencies) {
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

  async function finishAbandoned(row: CreatingCalendar): Promise<void> {
    try {
      await finish(row.owner, row);
    } catch (error) {
      if (!(error instanceof BackendError) || error.retryable) throw error;
      logger.error({ err: error, calendarId: row.id }, 'the calendar server refuses a calendar that was being created; it is given up');
      await calendars.remove(row);
    }
  }

  return {
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

    /** The intents of requests that crashed or got no answer. */
    pending: {
      list: (after: string | undefined) => calendars.listCreating(new Date(now() - ABANDONED_AFTER_MS), after),
      finish: finishAbandoned,
    },
  };
}

import type { Calendar, CalendarPage, NewCalendar } from '@contract/calendar.ts';
import { request, requestAll } from './client.ts';
import { hasCode } from './problem-error.ts';

export const listCalendars = (signal: AbortSignal): Promise<CalendarPage> => requestAll<Calendar, CalendarPage>('calendars/', signal);

/** `null` when the CalDAV server has not confirmed the calendar: it is listed as `creating` until that server answers. */
export const createCalendar = async (body: NewCalendar): Promise<Calendar | null> => {
  try {
    return await request<Calendar>('POST', 'calendars/', { body });
  } catch (error) {
    if (hasCode(error, 'calendar-creation-pending')) return null;
    throw error;
  }
};

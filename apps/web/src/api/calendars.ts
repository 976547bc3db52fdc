import type { Calendar, CalendarPage, NewCalendar } from '@contract/calendar.ts';
import { request, requestAll } from './client.ts';

export const listCalendars = (signal: AbortSignal): Promise<CalendarPage> => requestAll<Calendar, CalendarPage>('calendars/', signal);

/** The calendar's `state` is `creating` when the CalDAV server has not confirmed it yet. */
export const createCalendar = (body: NewCalendar): Promise<Calendar> => request('POST', 'calendars/', { body });

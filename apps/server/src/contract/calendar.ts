import { z } from 'zod';
import { pageOf } from './page.ts';
import { plainText } from './plain-text.ts';

export const calendarColor = z.string().regex(/^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/, 'must be a colour such as #3174ad');

export const calendar = z.object({
  id: z.uuid(),
  name: z.string(),
  color: z.string(),
  description: z.string(),
  is_default: z.boolean(),
  is_visible: z.boolean(),
  owner: z.string(),
  /** Path of the calendar collection below the CalDAV context path, percent-encoded, e.g. `/alice%40example.com/calendar/`. */
  caldav_path: z.string(),
  /** Absolute URL of the calendar collection. */
  caldav_url: z.url(),
  /** `creating` while the CalDAV server has not confirmed the collection yet. */
  state: z.enum(['active', 'creating']),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type Calendar = z.infer<typeof calendar>;

/** `GET /calendars/`. `stale` says that the CalDAV server did not answer and the last known list is shown. */
export const calendarPage = pageOf(calendar).extend({ stale: z.boolean() });
export type CalendarPage = z.infer<typeof calendarPage>;

/** `POST /calendars/` */
export const newCalendar = z.strictObject({
  name: plainText(200),
  color: calendarColor.default('#3174ad'),
  description: z
    .string()
    .max(5000, 'must have at most 5000 characters')
    .regex(/^(?:[\t\r\n]|\P{Cc})*$/u, 'must not have control characters')
    .default(''),
});
export type NewCalendar = z.infer<typeof newCalendar>;

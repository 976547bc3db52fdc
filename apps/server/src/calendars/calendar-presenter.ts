import type { Calendar as CalendarView } from '../contract/calendar.ts';
import type { Calendar } from './calendar.ts';

/** Shown for a calendar without a colour of its own. */
const DEFAULT_COLOR = '#3174ad';

export interface CalendarAddress {
  readonly owner: string;
  readonly path: string;
  readonly caldavUrl: string;
}

export function presentCalendar(calendar: Calendar, { owner, path, caldavUrl }: CalendarAddress): CalendarView {
  return {
    id: calendar.id,
    name: calendar.name,
    color: calendar.color ?? DEFAULT_COLOR,
    description: calendar.description,
    is_default: calendar.isDefault,
    is_visible: calendar.isVisible,
    owner,
    caldav_path: path,
    caldav_url: new URL(`.${path}`, caldavUrl).href,
    state: calendar.state === 'ACTIVE' ? 'active' : 'creating',
    created_at: calendar.createdAt.toISOString(),
    updated_at: calendar.updatedAt.toISOString(),
  };
}

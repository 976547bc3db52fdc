import { segmentsBelow } from './href.ts';
import { parseMultistatus, type MultistatusResponse } from './multistatus.ts';
import { APPLE_ICAL, CALDAV, names } from './names.ts';
import { child, childrenNamed, escapeXml } from './xml.ts';

/** The DAV properties of a calendar collection (RFC 4791 4.2) that this service knows. */
export interface CalendarCollection {
  /** Last segment of its path, decoded. */
  readonly slug: string;
  readonly name: string | undefined;
  readonly color: string | undefined;
  readonly description: string | undefined;
  readonly components: readonly string[];
}

export interface CalendarProperties {
  readonly name: string;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
  readonly components: readonly string[];
}

export const listCalendarsBody = `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:C="${CALDAV}" xmlns:A="${APPLE_ICAL}"><D:prop>
<D:resourcetype/><D:displayname/><C:calendar-description/><A:calendar-color/><C:supported-calendar-component-set/>
</D:prop></D:propfind>`;

/** Body of MKCALENDAR with all properties at once (RFC 4791 5.3.1). */
export function mkcalendarBody({ name, color, description, components }: CalendarProperties): string {
  const properties = [
    `<D:displayname>${escapeXml(name)}</D:displayname>`,
    color === undefined ? '' : `<A:calendar-color>${escapeXml(color)}</A:calendar-color>`,
    description ? `<C:calendar-description>${escapeXml(description)}</C:calendar-description>` : '',
    `<C:supported-calendar-component-set>${components.map((each) => `<C:comp name="${escapeXml(each)}"/>`).join('')}</C:supported-calendar-component-set>`,
  ].join('');
  return `<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="${CALDAV}" xmlns:A="${APPLE_ICAL}"><D:set><D:prop>${properties}</D:prop></D:set></C:mkcalendar>`;
}

/** The calendar collections directly inside the home `base/{owner}/`, from the answer to `listCalendarsBody` with Depth 1. */
export function readCalendarCollections(base: string, owner: string, body: string): CalendarCollection[] {
  return parseMultistatus(body).flatMap((response) => {
    const [principal, slug, ...rest] = segmentsBelow(base, response.href) ?? [];
    if (principal !== owner || slug === undefined || rest.length > 0 || !isCalendar(response)) return [];
    return [readCollection(slug, response)];
  });
}

function isCalendar({ properties }: MultistatusResponse): boolean {
  const type = properties.get(names.resourcetype);
  return type !== undefined && child(type, names.calendar) !== undefined;
}

function readCollection(slug: string, { properties }: MultistatusResponse): CalendarCollection {
  const components = properties.get(names.supportedCalendarComponentSet);
  return {
    slug,
    name: properties.get(names.displayname)?.text || undefined,
    color: properties.get(names.calendarColor)?.text.trim() || undefined,
    description: properties.get(names.calendarDescription)?.text || undefined,
    components: components ? childrenNamed(components, `{${CALDAV}}comp`).flatMap((comp) => comp.attributes.get('name') ?? []) : [],
  };
}

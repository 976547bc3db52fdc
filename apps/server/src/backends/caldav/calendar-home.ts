import { CALDAV_PATH } from '../../config/config.ts';
import { listCalendarsBody, mkcalendarBody, readCalendarCollections } from '../../dav/calendar-collection.ts';
import type { SendDav } from '../../dav/dav-client.ts';
import { hrefOf } from '../../dav/href.ts';
import { locateInHome } from '../../dav/resource-location.ts';
import type { CalendarBackend } from '../backend.ts';
import { afterWrite, expectStatus, readAnswer } from './answers.ts';

const XML = { 'content-type': 'application/xml; charset=utf-8' };
const COMPONENTS = ['VEVENT', 'VTODO', 'VJOURNAL'];

type CalendarHome = Pick<CalendarBackend, 'listCalendars' | 'createCalendar' | 'locate' | 'calendarPath'>;

/** Calendars by CalDAV alone (RFC 4791), on servers whose homes are `/{user}/{calendar}/`. */
export function calendarHome(send: SendDav): CalendarHome {
  return {
    async listCalendars({ actor, signal }, owner) {
      const target = hrefOf(CALDAV_PATH, owner.email);
      const answer = await send(actor, { method: 'PROPFIND', target, headers: { ...XML, depth: '1' }, body: listCalendarsBody, signal });
      expectStatus(answer, 'listing calendars', 207);
      return readAnswer('listing calendars', () => readCalendarCollections(CALDAV_PATH, owner.email, answer.body));
    },

    async createCalendar({ actor, signal }, owner, { slug, name, color, description }) {
      const target = hrefOf(CALDAV_PATH, owner.email, slug);
      const body = mkcalendarBody({ name, color, description, components: COMPONENTS });
      const made = await send(actor, { method: 'MKCALENDAR', target, headers: XML, body, signal });
      if (made.status === 201) return;
      const question = { method: 'PROPFIND', target, headers: { ...XML, depth: '0' }, body: listCalendarsBody, signal };
      const existing = await afterWrite(() => send(actor, question));
      if (existing.status === 207 && readCalendarCollections(CALDAV_PATH, owner.email, existing.body).length === 1) return;
      expectStatus(made, 'making a calendar', 201);
    },

    locate: locateInHome,

    calendarPath: (owner, { slug }) => hrefOf('', owner.email, slug),
  };
}

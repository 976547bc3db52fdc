import { CALDAV_PATH } from '../../config/config.ts';
import { listCalendarsBody, mkcalendarBody, readCalendarCollections } from '../../dav/calendar-collection.ts';
import { UpstreamUnreachableError, type DavAnswer, type SendDav } from '../../dav/dav-client.ts';
import { hrefOf } from '../../dav/href.ts';
import { locateInHome } from '../../dav/resource-location.ts';
import type { CalendarBackend, CalendarInfo, HealthReport } from '../backend.ts';
import { BackendUnavailable, PermissionDenied, UnexpectedAnswer } from '../errors.ts';

/** Slug of the calendar that DAViCal makes with a new principal (davical/config.php). */
const DEFAULT_CALENDAR = 'calendar';
const XML = { 'content-type': 'application/xml; charset=utf-8' };
const COMPONENTS = ['VEVENT', 'VTODO', 'VJOURNAL'];

/** DAViCal behind the signed hop: CalDAV for calendars, and its provisioning endpoint for principals. */
export function createDavicalBackend(dav: { send: SendDav; url: string }): CalendarBackend {
  const send = translateSilence(dav.send);

  return {
    kind: 'davical',
    capabilities: { calendars: { list: true, create: true }, rawCalDav: true },

    checkHealth: (signal) => checkHealth(dav.url, signal),

    async ensurePrincipal({ actor, signal }) {
      const answer = await send(actor, {
        method: 'POST',
        target: '/provision',
        asService: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'ensure' }),
        signal,
      });
      expectStatus(answer, 'making the principal', 200, 201);
      return { defaultCalendar: { slug: DEFAULT_CALENDAR } };
    },

    async listCalendars({ actor, signal }, owner) {
      const target = hrefOf(CALDAV_PATH, owner.email);
      const answer = await send(actor, { method: 'PROPFIND', target, headers: { ...XML, depth: '1' }, body: listCalendarsBody, signal });
      expectStatus(answer, 'listing calendars', 207);
      return readHome(owner.email, answer.body);
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

/** A question after a write: whatever becomes of it, the write may have happened. */
async function afterWrite<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    throw new BackendUnavailable(error.message, { outcomeUnknown: true, cause: error });
  }
}

async function checkHealth(url: string, signal = AbortSignal.timeout(2000)): Promise<HealthReport> {
  try {
    const answer = await fetch(`${url}/health`, { signal });
    return answer.ok ? { ok: true } : { ok: false, reason: `answered ${answer.status}` };
  } catch {
    return { ok: false, reason: 'does not answer' };
  }
}

function translateSilence(send: SendDav): SendDav {
  return async (caller, request) => {
    try {
      return await send(caller, request);
    } catch (error) {
      if (!(error instanceof UpstreamUnreachableError)) throw error;
      throw new BackendUnavailable(error.message, { outcomeUnknown: !error.neverSent, cause: error });
    }
  };
}

function readHome(owner: string, body: string): CalendarInfo[] {
  try {
    return readCalendarCollections(CALDAV_PATH, owner, body);
  } catch (error) {
    throw new UnexpectedAnswer('listing calendars: the CalDAV server did not answer with a multistatus', { cause: error });
  }
}

function expectStatus(answer: DavAnswer, what: string, ...expected: number[]): void {
  if (expected.includes(answer.status)) return;
  const message = `${what}: the CalDAV server answered ${answer.status}`;
  if (answer.status >= 500) throw new BackendUnavailable(message, { outcomeUnknown: true });
  if (answer.status === 403) throw new PermissionDenied(message);
  throw new UnexpectedAnswer(message);
}

import { CALDAV_PATH, type RadicaleConfig } from '../../config/config.ts';
import type { DavClient, SendDav } from '../../dav/dav-client.ts';
import { segmentsBelow } from '../../dav/href.ts';
import { parseMultistatus } from '../../dav/multistatus.ts';
import { names } from '../../dav/names.ts';
import { remoteUserCredentials } from '../../dav/upstream-credentials.ts';
import type { Upstream } from '../../dav/upstream.ts';
import { child } from '../../dav/xml.ts';
import type { CalendarBackend, Principal } from '../backend.ts';
import { UnexpectedAnswer } from '../errors.ts';
import { expectStatus, readAnswer, translateSilence } from './answers.ts';
import { calendarHome } from './calendar-home.ts';
import { checkHealth } from './check-health.ts';
import { radicaleDestination } from './radicale-destination.ts';

const DEFAULT_CALENDAR = { slug: 'calendar', name: 'Calendar' };

/** Radicale reads paths without the prefix that `X-Script-Name` puts in front of its hrefs. */
export function radicaleUpstream({ address, timeoutMs }: RadicaleConfig): Upstream {
  return {
    kind: 'radicale',
    address,
    timeoutMs,
    ...remoteUserCredentials(CALDAV_PATH),
    targetOf: (target) => target.slice(CALDAV_PATH.length),
    destinationOf: (path) => radicaleDestination(address.origin, path),
    needsContentLength: true,
    closesConnections: true,
  };
}

/** Radicale behind `auth type = http_x_remote_user`. Principals come into being with their first request. */
export function createRadicaleBackend(client: DavClient): CalendarBackend {
  const send = translateSilence(client.send);
  const home = calendarHome(send);

  return {
    kind: 'radicale',
    capabilities: { calendars: { list: true, create: true }, rawCalDav: true },
    ...home,

    // answered without a user, and without a look into the storage
    checkHealth: (signal) => checkHealth(client, 'OPTIONS', '/', signal),

    async ensurePrincipal(ctx, principal) {
      await makePrincipal(send, principal, ctx.signal);
      const existing = await home.listCalendars(ctx, principal);
      if (!existing.some(({ slug }) => slug === DEFAULT_CALENDAR.slug)) await home.createCalendar(ctx, principal, DEFAULT_CALENDAR);
      return { defaultCalendar: { slug: DEFAULT_CALENDAR.slug } };
    },
  };
}

const whoAmI = '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>';

/** Any request of a user makes the principal. The answer shows whether Radicale takes the user from us (RFC 5397). */
async function makePrincipal(send: SendDav, principal: Principal, signal: AbortSignal | undefined): Promise<void> {
  const headers = { 'content-type': 'application/xml; charset=utf-8', depth: '0' };
  const answer = await send(principal, { method: 'PROPFIND', target: `${CALDAV_PATH}/`, headers, body: whoAmI, signal });
  expectStatus(answer, 'making the principal', 207);
  const [response] = readAnswer('making the principal', () => parseMultistatus(answer.body));
  const property = response?.properties.get(names.currentUserPrincipal);
  const href = property && child(property, names.href)?.text.trim();
  const [user, ...rest] = href === undefined ? [] : (segmentsBelow(CALDAV_PATH, href) ?? []);
  if (user !== principal.email || rest.length > 0)
    throw new UnexpectedAnswer('making the principal: Radicale takes the caller for somebody else; is "type = http_x_remote_user" set?');
}

import type { DavicalConfig } from '../../config/config.ts';
import type { DavClient } from '../../dav/dav-client.ts';
import { signedCredentials } from '../../dav/upstream-credentials.ts';
import type { Upstream } from '../../dav/upstream.ts';
import type { CalendarBackend } from '../backend.ts';
import { expectStatus, translateSilence } from './answers.ts';
import { calendarHome } from './calendar-home.ts';
import { checkHealth } from './check-health.ts';

/** Slug of the calendar that DAViCal makes with a new principal (davical/config.php). */
const DEFAULT_CALENDAR = 'calendar';

/** DAViCal is served below the public path itself. */
export function davicalUpstream({ address, timeoutMs, secret }: DavicalConfig): Upstream {
  return {
    kind: 'davical',
    address,
    timeoutMs,
    ...signedCredentials(secret),
    targetOf: (target) => target,
    destinationOf: (path) => path,
    needsContentLength: false,
    closesConnections: false,
  };
}

/** DAViCal behind the signed hop: CalDAV for calendars, and its provisioning endpoint for principals. */
export function createDavicalBackend(client: DavClient): CalendarBackend {
  const send = translateSilence(client.send);

  return {
    kind: 'davical',
    capabilities: { calendars: { list: true, create: true }, rawCalDav: true },
    ...calendarHome(send),

    checkHealth: (signal) => checkHealth(client, 'GET', '/health', signal),

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
  };
}

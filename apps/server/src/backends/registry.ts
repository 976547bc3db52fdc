import type { Config } from '../config/config.ts';
import type { SendDav } from '../dav/dav-client.ts';
import type { CalendarBackend } from './backend.ts';
import { createDavicalBackend } from './caldav/davical.ts';

const backends = {
  davical: createDavicalBackend,
} satisfies Record<Config['upstream']['kind'], (dav: { send: SendDav; url: string }) => CalendarBackend>;

/** The calendar system that the configuration names. */
export function createBackend(upstream: Config['upstream'], send: SendDav): CalendarBackend {
  return backends[upstream.kind]({ send, url: upstream.url });
}

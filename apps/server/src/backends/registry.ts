import type { UpstreamConfig } from '../config/config.ts';
import type { DavClient } from '../dav/dav-client.ts';
import type { Upstream } from '../dav/upstream.ts';
import type { CalendarBackend } from './backend.ts';
import { createDavicalBackend, davicalUpstream } from './caldav/davical.ts';
import { createRadicaleBackend, radicaleUpstream } from './caldav/radicale.ts';

/** The CalDAV server that the configuration names, as the proxy sees it. */
export function createUpstream(config: UpstreamConfig): Upstream {
  return config.kind === 'davical' ? davicalUpstream(config) : radicaleUpstream(config);
}

const backends = {
  davical: createDavicalBackend,
  radicale: createRadicaleBackend,
} satisfies Record<UpstreamConfig['kind'], (client: DavClient) => CalendarBackend>;

/** The same as a calendar system. */
export function createBackend(kind: UpstreamConfig['kind'], client: DavClient): CalendarBackend {
  return backends[kind](client);
}

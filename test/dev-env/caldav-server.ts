import { existsSync } from 'node:fs';
import type { Child } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { startDavical, type DavicalOptions } from './davical.ts';
import { startRadicale } from './radicale.ts';
import { StartError } from './start-error.ts';

/** The CalDAV server of a constellation. */
export interface CaldavServer extends Child {
  /** For CALDAV_UPSTREAM_URL. */
  readonly url: string;
}

export const caldavServers = {
  davical: { name: 'DAViCal', packages: new URL('../../davical/packages', import.meta.url), start: startDavical },
  radicale: {
    name: 'Radicale',
    packages: new URL('../../radicale/packages', import.meta.url),
    start: ({ data }: DavicalOptions) => startRadicale(data),
  },
} as const satisfies Record<string, { name: string; packages: URL; start: (options: DavicalOptions) => Promise<CaldavServer> }>;

export type CaldavServerKind = keyof typeof caldavServers;

export const isCaldavServerKind = (text: string): text is CaldavServerKind => Object.hasOwn(caldavServers, text);

/** Accounts and events of one server are not in another: throws when the data directory has been used with another kind. */
export function refuseOtherKind(data: DataDirectory, kind: CaldavServerKind): void {
  for (const [other, { name }] of Object.entries(caldavServers))
    if (other !== kind && existsSync(data.file(other)))
      throw new StartError(
        `${data.path} has its calendars in ${name}; set CALENDARS_DATA_DIR to another directory, or CALDAV_UPSTREAM=${other}.`,
      );
}

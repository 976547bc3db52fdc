import { randomBytes } from 'node:crypto';
import { event, type DavAnswer, type DavOptions } from '../../integration/support/dav.ts';
import type { Person } from '../../integration/support/person.ts';
import { responsesOf, textOf } from './multistatus.ts';

/** A calendar of one test, below a person's home. */
export interface Calendar {
  readonly path: string;
  dav(method: string, name: string, options?: DavOptions): Promise<DavAnswer>;
  put(name: string, summary?: string): Promise<DavAnswer>;
  sync(token?: string): Promise<Synced>;
  /** The members and their etags, by PROPFIND. */
  list(): Promise<Map<string, string>>;
}

export interface Synced {
  readonly status: number;
  readonly body: string;
  readonly token: string;
  /** By the last segment of their path; undefined for a removed one. */
  readonly changes: ReadonlyMap<string, string | undefined>;
}

export async function newCalendar(person: Person, name = `c-${randomBytes(6).toString('hex')}`): Promise<Calendar> {
  const made = await person.dav('MKCALENDAR', `${name}/`);
  if (made.status !== 201) throw new Error(`MKCALENDAR: ${made.status} ${made.body}`);
  return calendarAt(person, name);
}

export function calendarAt(person: Person, name: string): Calendar {
  const dav: Calendar['dav'] = (method, member, options) => person.dav(method, `${name}/${member}`, options);
  return {
    path: `${name}/`,
    dav,
    put: (member, summary) =>
      dav('PUT', member, { headers: { 'content-type': 'text/calendar' }, body: event(member.replace('.ics', ''), summary) }),
    sync: async (token = '') => synced(await dav('REPORT', '', { body: syncBody(token) })),
    list: async () => {
      const { body } = await dav('PROPFIND', '', { headers: { depth: '1' }, body: LIST });
      return new Map(members(body).filter((member): member is [string, string] => member[0] !== '' && member[1] !== undefined));
    },
  };
}

const LIST = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>';

export const syncBody = (token: string): string =>
  `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`;

const synced = ({ status, body }: DavAnswer): Synced => ({
  status,
  body,
  token: textOf(body.replace(/<response>.*<\/response>/s, ''), 'sync-token') ?? '',
  changes: new Map(members(body)),
});

const members = (body: string): [string, string | undefined][] =>
  responsesOf(body).map(({ href, status, xml }) => [
    href.slice(href.lastIndexOf('/') + 1),
    status === 404 ? undefined : textOf(xml, 'getetag'),
  ]);

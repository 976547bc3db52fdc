import type { CaldavServerKind } from '../dev-env/caldav-server.ts';

/** What a script is to show with one server. Cases are named as the script names them. */
export interface Expectation {
  readonly client: string;
  /** How many cases pass through the proxy. What passes by neither way is explained in docs/dav-compliance.md. */
  readonly passes: number;
  /** What passes bare and not through the proxy, each with the reason. */
  readonly lost?: Readonly<Record<string, string>>;
  /** What passes through the proxy only. */
  readonly gained?: readonly string[];
}

/** Nothing to gain: what stock DAViCal gets wrong is put right by davical/patches/, which the bare one has too. */
const davical: readonly Expectation[] = [
  { client: 'apple', passes: 35 },
  { client: 'vdirsyncer', passes: 20 },
  { client: 'khal', passes: 14 },
  { client: 'cadaver', passes: 5 },
  { client: 'python-caldav', passes: 53 },
  // the collection that litmus makes is no calendar, and holds neither the texts nor the collections that it puts there
  { client: 'litmus', passes: 43 },
];

const radicale: readonly Expectation[] = [
  {
    client: 'apple',
    passes: 32,
    // chunked bodies, and what follows from the object that is missing then
    gained: [
      ...['PUT chunked with Expect', 'sync-collection, empty token: both objects', 'calendar-multiget returns both', 'DELETE'],
      'sync-collection: one changed, one gone',
    ],
  },
  { client: 'vdirsyncer', passes: 20 },
  { client: 'khal', passes: 14 },
  // bare, MOVE fails for users with an `@`
  { client: 'cadaver', passes: 5, gained: ['deleted', 'move (absolute Destination)'] },
  { client: 'python-caldav', passes: 49 },
  // owner_only (radicale/config) has calendars in a home and no other collections: each suite ends at its second case
  { client: 'litmus', passes: 5 },
];

export const expectations: Readonly<Record<CaldavServerKind, readonly Expectation[]>> = { davical, radicale };

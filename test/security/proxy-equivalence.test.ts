/**
 * The proxy adds nothing to what a person may do, takes nothing away but what is documented, and changes no answer beyond its list.
 *
 * Two people, the twins, begin with the same content. Each generated request is made by one of them to the bare DAViCal with the signed hop,
 * and by the other through the proxy with an app password, in the same order, so that writes change both copies alike and every answer can
 * be compared, also that of a read after a thousand writes. What the proxy refuses by design is not made to the bare server; the
 * refusal is foretold by `expected-refusal.ts`. Several pairs work at the same time. A third person's content holds canaries, which may
 * be in no answer, and neither may the name of the other twin.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { event, type DavAnswer } from '../integration/support/dav.ts';
import { newPerson, type Person } from '../integration/support/person.ts';
import { asThroughProxy, comparable } from './equivalence/comparable.ts';
import { expectedRefusal } from './equivalence/expected-refusal.ts';
import { generatedRequest, type GeneratedRequest } from './equivalence/generated-request.ts';
import { askDirectly, askTheProxy, withoutName, type Twins } from './equivalence/twins.ts';

const isFull = process.env['CALENDARS_TEST_FULL'] === '1';
const REQUESTS = Number(process.env['CALENDARS_TEST_REQUESTS'] ?? (isFull ? 20_000 : 400));
const PAIRS = [
  [34, 35],
  [36, 37],
] as const;
const VICTIM = 38;
const MOST_REPORTED = 12;
const seed = Number(process.env['CALENDARS_TEST_SEED'] ?? randomInt(2 ** 31));
const canary = `CANARY-${randomUUID()}`;
let pairs: Twins[];

const ics = { 'content-type': 'text/calendar; charset=utf-8' };

async function fill(person: Person): Promise<void> {
  await person.dav('MKCALENDAR', 'work/');
  for (const n of [0, 1, 2, 3]) await person.dav('PUT', `calendar/e${n}.ics`, { headers: ics, body: event(`uid-${n}`) });
  await person.dav('PUT', 'work/e0.ics', { headers: ics, body: event('uid-work') });
}

async function hide(person: Person): Promise<void> {
  const body = `<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><displayname>${canary}</displayname></prop></set></C:mkcalendar>`;
  expect((await person.dav('MKCALENDAR', 'secret/', { headers: { 'content-type': 'application/xml' }, body })).status).toBe(201);
  for (const path of ['calendar/secret.ics', 'secret/secret.ics'])
    expect((await person.dav('PUT', path, { headers: ics, body: event(`secret-${path.slice(0, 3)}`, canary) })).status).toBe(201);
}

beforeAll(async () => {
  const victim = await newPerson(VICTIM);
  await hide(victim);
  pairs = await Promise.all(
    PAIRS.map(async ([direct, proxied]) => {
      const [first, second] = [await newPerson(direct), await newPerson(proxied)];
      await Promise.all([fill(first), fill(second)]);
      return { direct: { email: first.email, name: `Test Person ${direct}` }, proxied: second, victim: victim.email };
    }),
  );
}, 120_000);

/** What is wrong with the proxy's answer; undefined when it is as it must be. */
async function difference(twins: Twins, request: GeneratedRequest): Promise<unknown> {
  const answer = await askTheProxy(twins, request);
  const refusal = expectedRefusal(request);
  if (holdsForeign(answer, twins.direct.email)) return { leak: answer };
  if (refusal !== undefined) return isRefusal(answer, refusal, request.method) ? undefined : { expected: refusal, got: answer };
  const bare = await askDirectly(twins, request);
  if (holdsForeign(bare, twins.proxied.email)) return { leakOfTheBareServer: bare };
  const hasObjectTag = request.target.kind === 'object' && request.method !== 'LOCK' && request.method !== 'UNLOCK';
  const hasAnyOrder = request.method === 'PROPFIND' && !request.body.text.includes('<prop>');
  const expected = asThroughProxy(bare, { hasObjectTag, hasAnyOrder, name: withoutName(twins.direct.email) });
  const got = comparable(answer, { hasObjectTag, hasAnyOrder, name: withoutName(twins.proxied.email) });
  return isSame(expected, got) ? undefined : { expected, got };
}

const holdsForeign = (answer: DavAnswer, twin: string): boolean => {
  const text = `${JSON.stringify(answer.headers)}\n${answer.body}`;
  return text.includes(canary) || text.includes(twin) || text.includes(encodeURIComponent(twin));
};

const isRefusal = ({ status, headers, body }: DavAnswer, expected: number, method: string): boolean =>
  status === expected &&
  String(headers['content-type']).startsWith('application/xml') &&
  (method === 'HEAD' || body.includes(status === 207 ? '403 Forbidden' : '<D:error'));

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;

test(
  `${REQUESTS} generated requests are answered as by the bare server (seed ${seed})`,
  async () => {
    const requests = fc.sample(generatedRequest, { numRuns: REQUESTS, seed });
    const found: unknown[] = [];
    await Promise.all(
      pairs.map(async (twins, nth) => {
        for (let i = nth; i < requests.length && found.length < MOST_REPORTED; i += pairs.length) {
          const wrong = await difference(twins, requests[i]!);
          if (wrong !== undefined) found.push({ seed, i, request: requests[i], wrong });
        }
      }),
    );
    if (found.length > 0) process.stderr.write(`${found.map((each) => JSON.stringify(each)).join('\n')}\n`);
    expect(found).toEqual([]);
  },
  isFull ? 3_600_000 : 120_000,
);

import { expect } from '@jest/globals';
import pg from 'pg';
import { isAlive } from '../../dev-env/process-identity.ts';
import { instance } from './instance.ts';
import type { Logs } from './logs.ts';
import { fieldOf, fieldsOf } from './message-reader.ts';
import { toldToBob, whoAmI, type Person, type Victim } from './people.ts';
import { heard } from './raw-client.ts';
import type { Recorded, Recorder } from './recorder.ts';
import { signatureOf, upstreamSecret } from './signature.ts';

export interface Scene {
  readonly recorder: Recorder;
  readonly logs: Logs;
  readonly alice: Person;
  readonly bob: Victim;
  /** Whatever must be in no log. */
  readonly secrets: Set<string>;
}

const identityNames = ['x-forwarded-user', 'x-forwarded-name', 'x-forwarded-timestamp', 'x-forwarded-signature'];
const never = ['authorization', 'cookie', 'proxy-authorization', 'expect', 'upgrade', 'te', 'forwarded', 'via', 'origin', 'referer'];
const ALIVE_MS = 1000;

/** O1: one identity, that of the caller, signed over the bytes that have arrived. */
export function expectOneIdentity(messages: readonly Recorded[], callers: readonly string[]): void {
  for (const message of messages) {
    for (const name of identityNames) expect([name, fieldsOf(message, name).length]).toEqual([name, 1]);
    expect(callers).toContain(message.user);
    const [user = '', name = '', time = '', signature = ''] = identityNames.map((each) => fieldOf(message, each));
    const destination = fieldOf(message, 'destination') ?? '';
    const { method, target } = message;
    const kind = signature.split('=')[0] ?? '';
    expect(signature).toBe(signatureOf({ kind, time, method, target, user, name, destination }));
  }
}

/** O2: nothing of the client's hop, no credential, nothing that a CGI would read as something else. */
export function expectCleanHeaders(messages: readonly Recorded[]): void {
  for (const { fields, method } of messages)
    for (const [name, value] of fields) {
      const lower = name.toLowerCase();
      expect(lower).toMatch(/^[a-z0-9-]+$/);
      expect(never).not.toContain(lower);
      if (lower.startsWith('x-forwarded-')) expect(identityNames).toContain(lower);
      if (lower === 'connection') expect(value).toBe(method === 'HEAD' ? 'close' : 'keep-alive');
    }
}

/** O3: no more messages than answers, and none of them torn. */
export function expectNoSmuggling({ recorder }: Scene, unanswered: number): void {
  expect(recorder.messages.length).toBeLessThanOrEqual(heard.length + unanswered);
  expect(recorder.isBroken).toBe(false);
}

/** O4: the server and DAViCal answer others at once. A busy machine gets a second and a third chance, a stuck worker does not use them. */
export async function expectAlive({ alice }: Scene): Promise<void> {
  let best = Infinity;
  for (let attempt = 0; attempt < 3 && best > ALIVE_MS; attempt++) {
    const begin = performance.now();
    const [health, answer] = await Promise.all([fetch(`${instance.url}/healthz`), whoAmI(alice)]);
    expect([health.status, answer.status]).toEqual([200, 207]);
    best = Math.min(best, performance.now() - begin);
  }
  expect(best).toBeLessThan(ALIVE_MS);
}

/** O5: no secret in any log. */
export function expectSilentLogs({ logs, secrets }: Scene): void {
  for (const [file, text] of logs.readNew())
    for (const secret of [...secrets, upstreamSecret]) expect([file, text.includes(secret)]).toEqual([file, false]);
}

/** O6: nothing of bob's for anybody else. */
export function expectNothingOfBob({ bob }: Scene): void {
  const leaks = heard.filter((answer) => !toldToBob.has(answer) && answer.text.includes(bob.canary));
  expect(leaks.map(({ text }) => text)).toEqual([]);
}

/** O8: the same process, no failure of its own, and no stack trace. */
export function expectSoundness(statuses: readonly number[]): void {
  expect(isAlive(instance.server)).toBe(true);
  const failures = heard.filter(({ status }) => status >= 500 && !statuses.includes(status));
  expect(failures.map(({ text }) => text)).toEqual([]);
  for (const { text } of heard) expect(text).not.toMatch(/\n\s+at .*(node:|\.ts:\d|\.js:\d)|Stack trace|Fatal error|node_modules/);
}

/** O7: all that DAViCal knows by name. */
export async function principals(): Promise<string[]> {
  const client = new pg.Client({ connectionString: instance.adminDatabaseUrl });
  await client.connect();
  const { rows } = await client
    .query<{ username: string }>('SELECT username FROM davical.usr ORDER BY username')
    .finally(() => client.end());
  return rows.map(({ username }) => username);
}

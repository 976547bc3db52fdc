import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson, type Person } from '../integration/support/person.ts';
import { newCalendar, type Calendar } from './support/calendar.ts';
import { slowCommits } from './support/slow-commits.ts';

/**
 * A change that is committed after a token was handed out is not yet known to the token's holder, whenever its transaction began. A
 * server that compares times loses it: the writer has its 201, and no sync will ever report the change.
 */
const COMMIT_MS = 1000;
let person: Person;
let elsewhere: Calendar;
let restore: () => Promise<unknown>;
let count = 0;

beforeAll(async () => {
  person = await newPerson(24);
  elsewhere = await newCalendar(person);
  restore = await slowCommits('overlap-', COMMIT_MS);
});
afterAll(() => restore());

/** A calendar with slow commits, in which something exists and a client has a token. */
async function slowCalendar(names: readonly string[]): Promise<Calendar> {
  const calendar = await newCalendar(person, `overlap-${process.pid}-${++count}`);
  for (const name of names) expect((await calendar.put(name)).status).toBe(201);
  return calendar;
}

/**
 * Runs `first`, and `second` while the first waits for its commit; syncs while the second waits for its own; gives what a sync with that
 * token says when both are acknowledged.
 */
async function syncBetween(calendar: Calendar, first: () => Promise<unknown>, second: () => Promise<unknown>) {
  const before = (await calendar.sync()).token;
  const one = first();
  await delay(COMMIT_MS / 2);
  const two = second();
  await one;
  await delay(COMMIT_MS / 5);
  // a later transaction that ends before the second one: what is under way is not simply what is newest
  expect((await elsewhere.put(`${count}.ics`)).status).toBe(201);
  const between = await calendar.sync(before);
  await two;
  return { between, after: await calendar.sync(between.token) };
}

describe('writes that overlap in time (RFC 6578 3.2)', () => {
  test('a new member whose transaction began before the token and ended after it is reported', async () => {
    const calendar = await slowCalendar([]);
    const { between, after } = await syncBetween(
      calendar,
      () => calendar.put('one.ics'),
      () => calendar.put('two.ics'),
    );
    expect([...between.changes.keys()]).toEqual(['one.ics']);
    expect([...after.changes.keys()]).toContain('two.ics');
    expect(await calendar.list()).toEqual(new Map([...between.changes, ...after.changes]));
  });

  test('a removed member is reported as 404 (RFC 6578 3.5.2)', async () => {
    const calendar = await slowCalendar(['gone.ics']);
    const { after } = await syncBetween(
      calendar,
      () => calendar.put('one.ics'),
      () => calendar.dav('DELETE', 'gone.ics'),
    );
    expect(after.changes.has('gone.ics')).toBe(true);
    expect(after.changes.get('gone.ics')).toBeUndefined();
  });

  test('a renamed member is reported under both names', async () => {
    const calendar = await slowCalendar(['from.ics']);
    const destination = `${person.home}${calendar.path}to.ics`;
    const { after } = await syncBetween(
      calendar,
      () => calendar.put('one.ics'),
      () => calendar.dav('MOVE', 'from.ics', { headers: { destination } }),
    );
    expect([after.changes.has('from.ics'), after.changes.get('from.ics')]).toEqual([true, undefined]);
    expect(after.changes.get('to.ics')).toBeDefined();
  });

  test('a member on its way in when the first token of a calendar is made is reported', async () => {
    const calendar = await slowCalendar([]);
    const source = await slowCalendar(['from.ics']);
    const destination = `${person.home}${calendar.path}to.ics`;
    const move = source.dav('MOVE', 'from.ics', { headers: { destination } });
    await delay(COMMIT_MS / 2);
    const first = await calendar.sync();
    expect([...first.changes.keys()]).toEqual([]);
    expect((await move).status).toBe(200);
    expect([...(await calendar.sync(first.token)).changes.keys()]).toEqual(['to.ics']);
    expect([...(await source.sync()).changes.keys()]).toEqual([]);
  });
});

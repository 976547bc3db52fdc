import { beforeAll, describe, expect, test } from '@jest/globals';
import { calendars } from './support/command-line.ts';
import { dav } from './support/dav.ts';
import { eventually } from './support/eventually.ts';
import { instance } from './support/instance.ts';
import { logIn } from './support/log-in.ts';
import { newPerson, type Person } from './support/person.ts';

let person: Person;
let other: Person;
beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(55), newPerson(56)]);
});
const as = async (user: string, password = person.password) =>
  (await dav('PROPFIND', person.home, { user, password, headers: { depth: '0' } })).status;
const alias = (action: string, email: string, ...rest: string[]) => calendars('user', 'alias', action, email, ...rest);

describe('an old address of a person', () => {
  test('opens their calendars with their app password, in any spelling, and nobody else’s', async () => {
    expect(await as('old-name@example.org')).toBe(401);
    await alias('add', person.email, 'Old-Name@Example.org');
    expect(await alias('list', person.email)).toBe('old-name@example.org\n');
    for (const user of ['old-name@example.org', ' OLD-NAME@example.org', 'old-name@example.org.']) expect(await as(user)).toBe(207);
    expect(await as('old-name@example.org', other.password)).toBe(401);
    expect(await as(other.email)).toBe(401);
    await alias('remove', person.email, 'old-name@example.org');
    await eventually(async () => expect(await as('old-name@example.org')).toBe(401), 5000);
    expect(await as(person.email)).toBe(207);
  });

  test('belongs to one person, and is nobody’s address', async () => {
    await alias('add', person.email, 'shared-name@example.org');
    await expect(alias('add', other.email, 'shared-name@example.org')).rejects.toThrow('is an address of somebody already');
    await expect(alias('add', other.email, person.email)).rejects.toThrow('is an address of somebody already');
    await expect(alias('add', person.email, 'no address')).rejects.toThrow('is no e-mail address');
    await expect(alias('remove', other.email, 'shared-name@example.org')).rejects.toThrow('has no alias');
  });

  test('is not free for a new account', async () => {
    await alias('add', person.email, 'test-57@example.org');
    const arrival = await logIn(instance.url, 'test-57');
    expect(arrival.url).toContain('email_taken');
    await alias('remove', person.email, 'test-57@example.org');
    expect((await logIn(instance.url, 'test-57')).url).not.toContain('email_taken');
  });
});

test('wrong secrets for a person and for their old address are counted together', async () => {
  const third = await newPerson(58);
  await alias('add', third.email, 'counted@example.org');
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) statuses.push(await as(i % 2 ? third.email : 'counted@example.org', `wrong ${i}`));
  expect(statuses.lastIndexOf(401)).toBe(9);
  expect(statuses.slice(10)).toEqual([429, 429]);
});

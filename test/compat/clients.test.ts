import { expect, test } from '@jest/globals';
import { instance } from '../integration/support/instance.ts';
import { newPerson } from '../integration/support/person.ts';
import { runClient } from './run-client.ts';

/** Real clients of Debian, driven without a screen, and Apple's request sequence; each script counts its own cases. */
test.each([
  ['apple', 35, 20],
  ['vdirsyncer', 20, 21],
  ['khal', 14, 22],
  ['cadaver', 5, 23],
])(
  '%s: all %i cases pass',
  async (name, cases, number) => {
    const { email, password } = await newPerson(number);
    const { failed, summary } = await runClient(name, { url: instance.caldavUrl, user: email, password });
    expect(failed).toEqual([]);
    expect(summary).toBe(`${cases} passed, 0 failed`);
  },
  120_000,
);

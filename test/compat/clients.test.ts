import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { instance } from '../integration/support/instance.ts';
import { newPerson } from '../integration/support/person.ts';

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
    const script = fileURLToPath(new URL(`./clients/${name}.sh`, import.meta.url));
    const env = { ...process.env, BASE_URL: instance.caldavUrl, USER: email, PASSWORD: password, NODE_OPTIONS: '' };
    const { stdout } = await promisify(execFile)('bash', [script], { env }).catch((error: unknown) => error as { stdout: string });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
    expect(lines.at(-1)).toBe(`${cases} passed, 0 failed`);
  },
  120_000,
);

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { dav } from './support/dav.ts';
import { instance } from './support/instance.ts';

const filter = readFileSync(new URL('../../docs/operations/fail2ban.md', import.meta.url), 'utf8');
const setting = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(filter)?.[1] ?? '';

/** What fail2ban does: the date is cut out of the line, then `<HOST>` is looked for. */
function hostIn(line: string): string | undefined {
  const date = new RegExp(
    setting('datepattern')
      .replaceAll('%%z', 'Z')
      .replaceAll('%%f', '\\d+')
      .replace(/%%Y-%%m-%%dT%%H:%%M:%%S/, '[-0-9T:]+'),
  );
  const rest = line.replace(date, (whole, cut: string) => whole.replace(cut, ''));
  return new RegExp(setting('failregex').replace('<HOST>', '(?<host>[0-9a-f.:]+)')).exec(rest)?.groups?.['host'];
}

const newLines = async (action: () => Promise<unknown>): Promise<string[]> => {
  const read = () => readFileSync(`${instance.dataDirectory}/log/server.log`, 'utf8').split('\n').filter(Boolean);
  const before = read().length;
  await action();
  await new Promise((resolve) => setTimeout(resolve, 200));
  return read().slice(before);
};

test('a wrong password is one line that the fail2ban filter of the docs finds, with the address and without the secret', async () => {
  const user = 'x","ip","198.51.100.1"}\n{"level"@example.org';
  const lines = await newLines(() => dav('PROPFIND', instance.caldavUrl, { user, password: 'CANARY-of-the-log' }));
  const found = lines.filter((line) => hostIn(line) !== undefined);
  expect(found).toHaveLength(1);
  expect(hostIn(found[0]!)).toBe('127.0.0.1');
  expect(JSON.parse(found[0]!)).toMatchObject({ event: 'auth_fail', scheme: 'basic', reason: 'malformed', user: encodeURIComponent(user) });
  expect(lines.join()).not.toContain('CANARY');
});

test('no other line is found, whatever a client writes into it', async () => {
  const path = `${instance.caldavUrl}x","event":"auth_fail","ip":"198.51.100.1",`;
  const lines = await newLines(() =>
    dav('GET', path, { headers: { 'user-agent': '{"level":40,"event":"auth_fail","ip":"198.51.100.1",' } }),
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => hostIn(line) !== undefined)).toEqual([]);
});

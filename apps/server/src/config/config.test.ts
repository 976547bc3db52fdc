import { expect, test } from '@jest/globals';
import { loadConfig } from './config.ts';
import { ConfigError } from './read-env.ts';

const usable = {
  PUBLIC_URL: 'https://calendars.example.com',
  DATABASE_URL: 'postgresql://calendars@postgres/calendars',
  SESSION_SECRET: 'dW5ndWVzc2FibGUtc2Vzc2lvbi1zZWNyZXQtMDEyMzQ1',
  OIDC_ISSUER: 'https://login.example.com',
  OIDC_CLIENT_ID: 'calendars',
  OIDC_CLIENT_SECRET: 'x',
  CALDAV_UPSTREAM_URL: 'http://davical:8080',
  CALDAV_UPSTREAM_SECRET: 'YW5vdGhlci11bmd1ZXNzYWJsZS1zZWNyZXQtOTg3NjU0',
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig({ ...usable, ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('a usable configuration has no problems', () => {
  expect(problemsOf({})).toEqual([]);
});

test('problems of single variables and of their combination are reported together', () => {
  const problems = problemsOf({
    PORT: '99999',
    OIDC_CLIENT_ID: '',
    PUBLIC_URL: 'https://calendars.example.com/path',
    OIDC_ISSUER: 'http://x',
  });
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'OIDC_CLIENT_ID', 'PUBLIC_URL', 'OIDC_ISSUER']);
});

test.each([
  ['PORT', '0'],
  ['PORT', '65536'],
  ['SESSION_IDLE_SECONDS', '0'],
  ['CALDAV_UPSTREAM_TIMEOUT_SECONDS', '-1'],
  ['TRUSTED_PROXIES', '10.0.0.0/40'],
  ['SESSION_SECRET', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  ['SESSION_SECRET', usable.CALDAV_UPSTREAM_SECRET],
])('%s=%s is refused by name', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
});

test.each(['http://davical:8080', 'https://davical', 'unix:/run/davical/davical.sock'])('CALDAV_UPSTREAM_URL=%s is usable', (url) => {
  expect(problemsOf({ CALDAV_UPSTREAM_URL: url })).toEqual([]);
});

test.each(['unix:relative', 'unix:', 'ftp://davical', 'http://davical/caldav', '/run/davical.sock'])(
  'CALDAV_UPSTREAM_URL=%s is refused by name',
  (url) => {
    expect(problemsOf({ CALDAV_UPSTREAM_URL: url })).toEqual([expect.stringMatching(/^CALDAV_UPSTREAM_URL /)]);
  },
);

test('DAViCal needs the secret that it shares with the proxy, Radicale has none', () => {
  expect(problemsOf({ CALDAV_UPSTREAM_SECRET: '' })).toEqual([expect.stringMatching(/^CALDAV_UPSTREAM_SECRET is required/)]);
  expect(problemsOf({ CALDAV_UPSTREAM: 'radicale', CALDAV_UPSTREAM_SECRET: '' })).toEqual([]);
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { DavError } from '../errors/dav-error.ts';
import { createFailures, type Failure, type Failures } from './failures.ts';

let clock: number;
let lines: string[];
let failures: Failures;

beforeEach(() => {
  clock = Date.parse('2026-11-21T00:00:00Z');
  lines = [];
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: (line: string) => void lines.push(line) });
  failures = createFailures({ logger, now: () => clock });
});

const basic = { scheme: 'basic', reason: 'unknown_secret', ip: '203.0.113.7' } as const;

function answerTo(failure: Partial<Failure> & { secret: string }): { status: number; retryAfter?: string } {
  try {
    failures.count({ ...basic, ...failure });
    return { status: 401 };
  } catch (error) {
    if (error instanceof DavError) return { status: error.status, retryAfter: error.headers['Retry-After']! };
    throw error;
  }
}

const guess = (count: number, failure: Partial<Failure> = {}) =>
  Array.from({ length: count }, (_, index) => answerTo({ account: 'alice@example.org', secret: `guess ${index}`, ...failure }).status);

describe('for each account', () => {
  test('F1 ten distinct wrong secrets in a quarter of an hour, then 429 until it is over', () => {
    expect(guess(12)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    clock += 5 * 60_000;
    expect(answerTo({ account: 'alice@example.org', secret: 'another' })).toEqual({ status: 429, retryAfter: '600' });
    clock += 10 * 60_000;
    expect(guess(1)).toEqual([401]);
  });

  test('F3 the same wrong secret 1000 times counts once, and is logged once', () => {
    const same = Array.from({ length: 1000 }, () => answerTo({ account: 'alice@example.org', secret: 'stale' }).status);
    expect(new Set(same)).toEqual(new Set([401]));
    expect(lines).toHaveLength(1);
    expect(guess(9)).not.toContain(429);
  });

  test('one account does not suffer for another', () => {
    guess(11);
    expect(guess(1, { account: 'bob@example.org' })).toEqual([401]);
  });
});

describe('for each address', () => {
  const spray = (ip: string, count: number) =>
    Array.from({ length: count }, (_, index) => answerTo({ ip, account: `user-${index}@example.org`, secret: 'Summer2026' }).status);

  test('100 failures in a minute, then 429 for a minute', () => {
    expect(spray('203.0.113.7', 101).lastIndexOf(401)).toBe(99);
    expect(answerTo({ account: 'someone@example.org', secret: 'x' }).status).toBe(429);
    clock += 60_000;
    expect(answerTo({ account: 'someone@example.org', secret: 'x' }).status).toBe(401);
  });

  test('a /64 is one address, another one is another', () => {
    spray('2001:db8::1', 100);
    expect(answerTo({ ip: '2001:db8::2', account: 'a@b', secret: 'x' }).status).toBe(429);
    expect(answerTo({ ip: '2001:db8:0:1::2', account: 'a@b', secret: 'y' }).status).toBe(401);
  });

  test('F2 five programs with a stale password behind one address, once a minute for an hour, never fill it', () => {
    for (let minute = 0; minute < 60; minute++, clock += 60_000)
      for (let user = 0; user < 5; user++)
        expect(answerTo({ account: `user-${user}@example.org`, secret: `stale ${user}` }).status).toBe(401);
  });
});

describe('the log line', () => {
  test('has the address before everything that a client can choose, and no secret', () => {
    answerTo({ account: 'a', user: 'alice"@example.org\n","ip":"198.51.100.1', secret: 'CANARY-secret' });
    expect(lines[0]).toMatch(
      /^\{"level":40,"time":"[^"]+","event":"auth_fail","ip":"203\.0\.113\.7","scheme":"basic","reason":"unknown_secret","user":"alice%22%40/,
    );
    expect(lines.join()).not.toContain('CANARY');
  });
});

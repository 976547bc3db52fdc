import type { CaseResult } from './interleave.ts';
import type { IdleResult, MemoryResult } from './memory.ts';

/** What is to be reached, and what was. A figure is a median. */
export interface Verdict {
  readonly what: string;
  readonly limit: number;
  readonly figure: number;
  readonly unit: string;
  readonly reached: boolean;
}

const atMost = (what: string, figure: number, limit: number, unit: string): Verdict => ({
  ...{ what, limit, figure, unit },
  reached: figure <= limit,
});

export function verdictsOf({ title, upstream, concurrency, figures: { calendars } }: CaseResult): Verdict[] {
  if (upstream === 'stub') {
    if (concurrency !== 10) return [];
    const limit = title.startsWith('REPORT') ? 2.5 : 2.2;
    return [atMost(`CPU, ${title}, c=${concurrency}`, calendars.cpuToNginx?.median ?? NaN, limit, "x nginx's")];
  }
  const name = `DAViCal: ${title}, c=${concurrency}`;
  const throughput = calendars.throughputToDirect.median;
  return [
    { what: `throughput, ${name}`, limit: 0.95, figure: throughput, unit: 'x direct', reached: throughput >= 0.95 },
    atMost(`added p50, ${name}`, calendars.addedP50Ms.median, 1, 'ms'),
  ];
}

export const verdictsOfMemory = (results: readonly MemoryResult[]): Verdict[] =>
  results.filter(({ way }) => way === 'calendars').map(({ title, before, peak }) => atMost(title, peak - before, 120, 'MB'));

export const verdictsOfIdle = (results: readonly IdleResult[]): Verdict[] =>
  results
    .filter(({ way }) => way === 'calendars')
    .map(({ connections, kilobytesEach }) => atMost(`each of ${connections} idle connections`, kilobytesEach, 20, 'kB'));

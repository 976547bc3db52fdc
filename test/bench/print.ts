import type { CaseResult, Figures } from './interleave.ts';
import type { IdleResult, MemoryResult } from './memory.ts';
import { ways } from './stage.ts';
import type { Spread } from './statistics.ts';
import type { Verdict } from './targets.ts';

const columns = [
  ['', 11],
  ['CPU us/request', 18],
  ["x nginx's CPU", 17],
  ['requests/s', 20],
  ['x direct', 17],
  ['p50 ms', 20],
  ['p99 ms', 20],
  ['p50 - direct ms', 20],
] as const;

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, i) => cell.padEnd(columns[i]?.[1] ?? 0))
    .join(' ')
    .trimEnd();
export const heading = row(columns.map(([title]) => title));

export function printCase({ title, upstream, concurrency, figures }: CaseResult): string {
  const rows = ways.map((way) => row([`  ${way}`, ...cells(figures[way])]));
  return [`${title}, ${upstream === 'stub' ? 'stub' : 'DAViCal'}, concurrency ${concurrency}`, ...rows].join('\n');
}

const cells = (figures: Figures): string[] => [
  spread(figures.cpuMicroseconds, 0),
  spread(figures.cpuToNginx, 2),
  spread(figures.requestsPerSecond, 0),
  spread(figures.throughputToDirect, 2),
  spread(figures.p50Ms, 2),
  spread(figures.p99Ms, 1),
  spread(figures.addedP50Ms, 2),
];

const spread = (value: Spread | undefined, digits: number): string =>
  value ? [value.min, value.median, value.max].map((each) => each.toFixed(digits)).join('/') : '-';

export const printMemory = ({ title, way, before, peak, megabytesPerSecond }: MemoryResult): string =>
  `${title}, ${way}: ${before.toFixed(0)} -> ${peak.toFixed(0)} MB, ${megabytesPerSecond.toFixed(0)} MB/s`;

export const printIdle = ({ way, connections, kilobytesEach }: IdleResult): string =>
  `${connections} idle connections, ${way}: ${kilobytesEach.toFixed(1)} kB each`;

export const printVerdict = ({ what, figure, limit, unit, reached }: Verdict): string =>
  `  ${reached ? 'reached    ' : 'NOT reached'}  ${what.padEnd(58)} ${figure.toFixed(2)} (target ${limit}) ${unit}`;

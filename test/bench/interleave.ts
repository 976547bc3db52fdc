import { cpuSeconds } from './process-tree.ts';
import type { JobResult, RunJob } from './load.ts';
import type { BenchOptions } from './options.ts';
import { onTheWire, type DavRequest } from './requests.ts';
import { ways, type Route, type Way } from './stage.ts';
import { spreadOf, type Spread } from './statistics.ts';

/** What is asked, how many at a time. */
export interface Case {
  readonly title: string;
  readonly upstream: 'stub' | 'davical';
  readonly route: Route;
  /** In turn for each connection. */
  readonly requests: readonly DavRequest[];
  readonly concurrency: number;
  readonly expected: readonly number[];
}

/** Figures of one way; the ratios are of the slices of the same round. */
export interface Figures {
  readonly requestsPerSecond: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** Of the proxy; none for the direct way. */
  readonly cpuMicroseconds: Spread | undefined;
  /** Not in front of DAViCal, where nginx uses no more than a few ticks of the clock. */
  readonly cpuToNginx: Spread | undefined;
  readonly throughputToDirect: Spread;
  readonly addedP50Ms: Spread;
}

export type CaseResult = Omit<Case, 'route' | 'requests' | 'expected'> & { readonly figures: Readonly<Record<Way, Figures>> };

interface Slice extends JobResult {
  readonly cpuMicroseconds: number;
}
type Round = Readonly<Record<Way, Slice>>;

/** All ways in turn, round by round, every other one backwards, so that what happens to the machine meanwhile happens to all. */
export async function measure(run: RunJob, subject: Case, options: BenchOptions): Promise<CaseResult> {
  const rounds: Round[] = [];
  for (const way of ways) await slice(run, subject, way, options.sliceMs / 3);
  for (let round = 0; round < options.rounds; round++) {
    const order = round % 2 === 0 ? ways : [...ways].reverse();
    const slices = new Map<Way, Slice>();
    for (const way of order) slices.set(way, await slice(run, subject, way, options.sliceMs));
    rounds.push(Object.fromEntries(slices) as Round);
  }
  const { title, upstream, concurrency } = subject;
  const figures = Object.fromEntries(ways.map((way) => [way, figuresOf(way, rounds, upstream)])) as CaseResult['figures'];
  return { title, upstream, concurrency, figures };
}

export async function warmUp(run: RunJob, subject: Case, { warmUpMs }: BenchOptions): Promise<void> {
  await slice(run, subject, 'calendars', warmUpMs);
}

async function slice(run: RunJob, { route, requests, concurrency, expected }: Case, way: Way, durationMs: number): Promise<Slice> {
  const bytes = requests.map((request) => onTheWire(route.authorize(request)));
  const pid = way === 'direct' ? undefined : route.cost[way].identity.pid;
  const before = pid === undefined ? 0 : cpuSeconds(pid);
  const result = await run({ kind: 'repeat', port: route.ports[way], requests: bytes, connections: concurrency, durationMs, expected });
  const used = pid === undefined ? NaN : cpuSeconds(pid) - before;
  return { ...result, cpuMicroseconds: (used * 1e6) / result.requests };
}

function figuresOf(way: Way, rounds: readonly Round[], upstream: Case['upstream']): Figures {
  const over = (value: (round: Round) => number): Spread => spreadOf(rounds.map(value));
  const speed = ({ requests, seconds }: Slice): number => requests / seconds;
  const isProxy = way !== 'direct';
  return {
    requestsPerSecond: over((round) => speed(round[way])),
    p50Ms: over((round) => round[way].p50Ms),
    p99Ms: over((round) => round[way].p99Ms),
    cpuMicroseconds: isProxy ? over((round) => round[way].cpuMicroseconds) : undefined,
    cpuToNginx: isProxy && upstream === 'stub' ? over((round) => round[way].cpuMicroseconds / round.nginx.cpuMicroseconds) : undefined,
    throughputToDirect: over((round) => speed(round[way]) / speed(round.direct)),
    addedP50Ms: over((round) => round[way].p50Ms - round.direct.p50Ms),
  };
}

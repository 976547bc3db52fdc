import type { Case } from './interleave.ts';
import type { RunJob } from './load.ts';
import type { BenchOptions } from './options.ts';
import { ctag, onTheWire, putEvent, sync, type DavRequest } from './requests.ts';
import type { Route, Stage } from './stage.ts';

const EVENTS = 50;

export function stubCases({ stub, calendar }: Stage, { stubConcurrency }: BenchOptions): Case[] {
  const kinds = [
    { title: 'PROPFIND, 400 bytes', request: ctag(calendar), status: 207 },
    { title: 'PUT, 4 kB', request: putEvent(`${calendar}put.ics`, 'put'), status: 201 },
    { title: 'REPORT, 0.5 MB', request: sync(calendar, ''), status: 207 },
  ];
  return kinds.flatMap(({ title, request, status }) =>
    stubConcurrency.map((concurrency): Case => ({
      ...{ title, concurrency, upstream: 'stub', route: stub },
      requests: [request],
      expected: [status],
    })),
  );
}

/** Fills the calendar, and says what is asked of DAViCal. What changes it comes last. */
export async function davicalCases({ run, davical, calendar }: Stage, { davicalConcurrency }: BenchOptions): Promise<Case[]> {
  const events = Array.from({ length: EVENTS }, (_, i) => putEvent(`${calendar}event-${i}.ics`, `event-${i}`));
  await once(run, davical, events);
  const token = await syncToken(davical, calendar);
  const gets = events.map(({ target }) => ({ method: 'GET', target }));
  const kinds = [
    { title: 'PROPFIND getctag', requests: [ctag(calendar)], expected: [207] },
    { title: 'sync-collection, no change', requests: [sync(calendar, token)], expected: [207] },
    { title: 'GET', requests: gets, expected: [200] },
    // each connection has its own event, so that they do not wait for one another's row
    { title: 'PUT, 4 kB', requests: events, expected: [201, 204] },
  ];
  return kinds.flatMap((kind) =>
    davicalConcurrency.map((concurrency): Case => ({ ...kind, concurrency, upstream: 'davical', route: davical })),
  );
}

async function once(run: RunJob, { authorize, ports }: Route, requests: readonly DavRequest[]): Promise<void> {
  for (const request of requests) {
    const bytes = [onTheWire(authorize(request))];
    await run({ kind: 'repeat', port: ports.direct, requests: bytes, connections: 1, durationMs: 1, expected: [201, 204] });
  }
}

async function syncToken({ authorize, ports }: Route, calendar: string): Promise<string> {
  const { method, target, headers, body } = authorize(ctag(calendar));
  const answer = await fetch(`http://127.0.0.1:${ports.direct}${target}`, { method, headers: headers ?? {}, body: body ?? null });
  const token = /sync-token>([^<]+)</.exec(await answer.text())?.[1];
  if (token === undefined) throw new Error(`DAViCal gave no sync-token (${answer.status})`);
  return token;
}

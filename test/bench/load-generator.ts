/** The load, in a process of its own: does what the process that forked it says, one job at a time, and ends with it. */
import { LoadConnection, numbered } from './load-connection.ts';
import { quantile } from './statistics.ts';
import type { Job, JobResult, Load } from './load.ts';

/** Connections are kept between jobs, so that what is measured is requests. */
const kept = new Map<number, LoadConnection[]>();

async function connectionsTo(port: number, count: number): Promise<LoadConnection[]> {
  const open = (kept.get(port) ?? []).filter(({ isOpen }) => isOpen);
  while (open.length < count) open.push(await LoadConnection.open(port));
  kept.set(port, open);
  return open.slice(0, count);
}

/** Each connection asks again as soon as it is answered, until the time is over. */
async function repeat({ port, requests, connections, durationMs, expected }: Load): Promise<JobResult> {
  const opened = await connectionsTo(port, connections);
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + durationMs;
  await Promise.all(
    opened.map(async (connection, index) => {
      const next = numbered(Buffer.from(requests[index % requests.length] ?? '', 'latin1'));
      for (let at = performance.now(); at < end;) {
        const status = await connection.ask(next());
        if (!expected.includes(status)) throw new Error(`the answer was ${status}`);
        const now = performance.now();
        latencies.push(now - at);
        at = now;
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  const [p50, p99] = [0.5, 0.99].map((q) => quantile([...sorted], q));
  return { requests: latencies.length, seconds, p50Ms: p50 ?? NaN, p99Ms: p99 ?? NaN };
}

/** Large bodies at the same time, each on a connection of its own. */
async function transfer({ port, head, count, upload }: Extract<Job, { kind: 'large' }>): Promise<JobResult> {
  const begin = performance.now();
  const request = Buffer.from(head, 'latin1');
  const opened = await Promise.all(Array.from({ length: count }, () => LoadConnection.open(port)));
  const statuses = await Promise.all(opened.map((each) => (upload ? each.askWithLargeBody(request) : each.ask(request))));
  for (const each of opened) each.close();
  const wrong = statuses.find((status) => status >= 300);
  if (wrong !== undefined) throw new Error(`the answer was ${wrong}`);
  return { requests: count, seconds: (performance.now() - begin) / 1000, p50Ms: NaN, p99Ms: NaN };
}

/** Opens connections that have been used once and stay open; a few at a time, or the queue of the other side overflows. */
async function openIdle({ port, request, count }: Extract<Job, { kind: 'idle' }>): Promise<JobResult> {
  const begin = performance.now();
  const bytes = Buffer.from(request, 'latin1');
  for (let opened = 0; opened < count; opened += 20) {
    const some = await Promise.all(Array.from({ length: 20 }, () => LoadConnection.open(port)));
    for (const each of some) await each.ask(bytes);
    idle.push(...some);
  }
  return { requests: count, seconds: (performance.now() - begin) / 1000, p50Ms: NaN, p99Ms: NaN };
}
const idle: LoadConnection[] = [];

function closeIdle(): JobResult {
  const requests = idle.filter(({ isOpen }) => isOpen).length;
  for (const each of idle.splice(0)) each.close();
  return { requests, seconds: 0, p50Ms: NaN, p99Ms: NaN };
}

function work(job: Job): Promise<JobResult> | JobResult {
  if (job.kind === 'repeat') return repeat(job);
  if (job.kind === 'large') return transfer(job);
  return job.kind === 'idle' ? openIdle(job) : closeIdle();
}

process.on('message', (job: Job) => {
  void Promise.resolve(job)
    .then(work)
    .then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    );
});
process.on('disconnect', () => process.exit());

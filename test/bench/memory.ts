import { watchMemory, residentMegabytes } from './process-tree.ts';
import type { BenchOptions } from './options.ts';
import { ctag, LARGE_BODY_BYTES, onTheWire } from './requests.ts';
import type { Stage } from './stage.ts';

export interface MemoryResult {
  readonly title: string;
  readonly way: 'nginx' | 'calendars';
  readonly before: number;
  readonly peak: number;
  readonly megabytesPerSecond: number;
}

/** Resident memory while large bodies pass at the same time, above what it was, in MB. One transfer each. */
export async function measureLargeBodies(stage: Stage, { largeBodies: count }: BenchOptions): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  for (const upload of [true, false])
    for (const way of ['nginx', 'calendars'] as const) {
      const request = { method: upload ? 'PUT' : 'GET', target: `${stage.calendar}large.ics` };
      const wire = onTheWire(stage.stub.authorize(request));
      const head = upload ? wire.replace('content-length: 0', `content-length: ${LARGE_BODY_BYTES}`) : wire;
      let seconds = 0;
      const work = async () => {
        ({ seconds } = await stage.run({ kind: 'large', port: stage.stub.ports[way], head, count, upload }));
      };
      const memory = await watchMemory(stage.stub.cost[way].identity.pid, work);
      const megabytesPerSecond = (count * LARGE_BODY_BYTES) / 1_048_576 / seconds;
      results.push({ title: `${count} parallel ${request.method} of 100 MB`, way, ...memory, megabytesPerSecond });
    }
  return results;
}

export interface IdleResult {
  readonly way: 'nginx' | 'calendars';
  readonly connections: number;
  readonly kilobytesEach: number;
}

const SETTLE_MS = 1500;

/** Resident memory of the proxy for each connection that has been used once and is kept. The kernel's buffers do not count. */
export async function measureIdleConnections(stage: Stage, { idleConnections: count }: BenchOptions): Promise<IdleResult[]> {
  const results: IdleResult[] = [];
  for (const way of ['nginx', 'calendars'] as const) {
    const { pid } = stage.stub.cost[way].identity;
    const request = onTheWire(stage.stub.authorize(ctag(stage.calendar)));
    const before = residentMegabytes(pid);
    await stage.run({ kind: 'idle', port: stage.stub.ports[way], request, count });
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = residentMegabytes(pid);
    const { requests: open } = await stage.run({ kind: 'close-idle' });
    if (open < count) throw new Error(`${count - open} of ${count} idle connections were closed by ${way}`);
    results.push({ way, connections: count, kilobytesEach: ((after - before) * 1024) / count });
  }
  return results;
}

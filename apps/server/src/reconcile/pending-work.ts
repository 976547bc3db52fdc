import { BackendUnavailable } from '../backends/errors.ts';
import type { Logger } from '../logger.ts';

/** A kind of unfinished work. */
export interface PendingWork<T extends { readonly id: string } = { readonly id: string }> {
  /** Some of what is to be done, in the order of ids, after this one; nothing at the end. */
  list(after: string | undefined): Promise<readonly T[]>;
  /** Throws when it cannot be done now. */
  finish(item: T): Promise<void>;
}

const SHORTEST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 5000;

/**
 * Finishes, at start and from then on, what a crash or an absent CalDAV server left undone. What is to be done stands in PostgreSQL, and
 * every step may be repeated, so replicas may do it at the same time. Pauses get longer while it fails.
 */
export function startPendingWork(work: Readonly<Record<string, PendingWork>>, logger: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let wake: (() => void) | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (stopped) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    let ms = SHORTEST_PAUSE_MS;
    while (!stopped) {
      ms = (await attempt(work, logger)) ? SHORTEST_PAUSE_MS : Math.min(ms * 2, LONGEST_PAUSE_MS);
      await pause(ms);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      wake?.();
      await running;
    },
  };
}

async function attempt(work: Readonly<Record<string, PendingWork>>, logger: Logger): Promise<boolean> {
  let succeeded = true;
  for (const [name, kind] of Object.entries(work)) {
    try {
      const found = await finishAll(kind);
      if (found > 0) logger.info({ work: name, found }, 'unfinished work was completed');
    } catch (error) {
      succeeded = false;
      logger.warn({ err: error, work: name }, 'unfinished work cannot be completed yet');
    }
  }
  return succeeded;
}

/** Items that fail do not hold up the others. Returns how many there were; throws afterwards when some could not be finished. */
async function finishAll(work: PendingWork): Promise<number> {
  const failures: unknown[] = [];
  let found = 0;
  for (let items = await work.list(undefined); items.length > 0; items = await work.list(items.at(-1)?.id)) {
    found += items.length;
    for (const item of items) {
      await work.finish(item).catch((error: unknown) => failures.push(error));
      if (failures.some(isNobodyThere)) throw new AggregateError(failures, 'the CalDAV server is away');
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${found} could not be finished`);
  return found;
}

/** The others would fare no better. */
const isNobodyThere = (error: unknown) => error instanceof BackendUnavailable && !error.outcomeUnknown;

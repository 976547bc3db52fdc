import type { Logger } from '../logger.ts';

/** A kind of unfinished work: returns how much was found; throws when it cannot be finished now. */
export type FinishWork = () => Promise<number>;

const SHORTEST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 5000;

/**
 * Finishes, at start and from then on, what a crash or an absent CalDAV server left undone. What is to be done stands in PostgreSQL, and
 * every step may be repeated, so replicas may do it at the same time. Pauses get longer while it fails.
 */
export function startPendingWork(work: Readonly<Record<string, FinishWork>>, logger: Logger): { stop(): Promise<void> } {
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

async function attempt(work: Readonly<Record<string, FinishWork>>, logger: Logger): Promise<boolean> {
  let succeeded = true;
  for (const [name, finish] of Object.entries(work)) {
    try {
      const found = await finish();
      if (found > 0) logger.info({ work: name, found }, 'unfinished work was completed');
    } catch (error) {
      succeeded = false;
      logger.warn({ err: error, work: name }, 'unfinished work cannot be completed yet');
    }
  }
  return succeeded;
}

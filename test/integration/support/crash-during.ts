import type { Constellation } from '../../dev-env/constellation.ts';
import type { Mode, Victim, Wire } from './relay.ts';

export interface Crash {
  readonly victim: Victim;
  readonly message: number;
  readonly mode: Mode;
}

/** Runs a scenario with a crash in it, and brings the victim back. Returns what the scenario returned, if it came to its end. */
export async function crashDuring<T>(
  { constellation, wire }: { constellation: Constellation; wire: Wire },
  scenario: () => Promise<T>,
  { victim, message, mode }: Crash,
): Promise<T | undefined> {
  const sprung = new Promise<boolean>((resolve) => {
    wire.arm({
      message,
      mode,
      victim,
      spring: () => {
        const { [victim]: part } = constellation.parts();
        void part.kill().then(() => resolve(true));
      },
    });
    setTimeout(() => resolve(false), 8000).unref();
  });
  const ended = scenario().catch(() => undefined);
  const result = await Promise.race([ended, sprung.then(async (hit) => (hit && victim === 'server' ? undefined : ended))]);
  const wasHit = await Promise.race([sprung, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300))]);
  wire.disarm();
  if (wasHit) await bringBack(constellation, victim);
  return result;
}

export async function bringBack(constellation: Constellation, victim: Victim): Promise<void> {
  const start = {
    server: constellation.startServer,
    caldavServer: constellation.startCaldavServer,
    postgres: constellation.startPostgres,
  }[victim];
  for (let attempt = 0; ; attempt++) {
    try {
      await start();
      return;
    } catch (error) {
      // what belonged to a killed PostgreSQL needs a moment to notice it
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

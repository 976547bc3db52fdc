/** A place that was given: `yieldShared` lets others work while this one's answer is still read; `leave` gives it back. */
export interface Place {
  yieldShared(): void;
  leave(): void;
}

export interface GateLimits {
  readonly total: number;
  readonly perKey: number;
  readonly waitingPerKey: number;
  readonly waitMs: number;
}

/** There is no place now. */
export class GateFullError extends Error {
  override name = 'GateFullError';
}

interface Waiter {
  readonly admit: (place: Place) => void;
  readonly timer: NodeJS.Timeout;
}

interface Line {
  running: number;
  readonly waiting: Waiter[];
}

/** Bounds how much is done at the same time, in all and for each key. Keys that wait take turns, so that one cannot starve the others. */
export class FairGate {
  readonly #limits: GateLimits;
  readonly #lines = new Map<string, Line>();
  /** Keys with somebody waiting, the one whose turn is next first. */
  readonly #turns = new Set<string>();
  #running = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** Rejects with `GateFullError` when too many wait already, or it takes too long. */
  enter(key: string): Promise<Place> {
    const line = this.#lineOf(key);
    if (line.waiting.length === 0 && this.#hasRoom(line)) return Promise.resolve(this.#admit(key, line));
    if (line.waiting.length >= this.#limits.waitingPerKey) return Promise.reject(new GateFullError('too many wait'));
    return new Promise((admit, reject) => {
      const timer = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(waiter), 1);
        this.#forget(key, line);
        reject(new GateFullError('it takes too long'));
      }, this.#limits.waitMs);
      const waiter = { admit, timer };
      line.waiting.push(waiter);
      this.#turns.add(key);
    });
  }

  #lineOf(key: string): Line {
    const line = this.#lines.get(key) ?? { running: 0, waiting: [] };
    this.#lines.set(key, line);
    return line;
  }

  #hasRoom({ running }: Line): boolean {
    return this.#running < this.#limits.total && running < this.#limits.perKey;
  }

  #admit(key: string, line: Line): Place {
    this.#running += 1;
    line.running += 1;
    let [shares, stays] = [true, true];
    const yieldShared = () => {
      if (!shares) return;
      shares = false;
      this.#running -= 1;
      this.#next();
    };
    return {
      yieldShared,
      leave: () => {
        if (!stays) return;
        stays = false;
        line.running -= 1;
        yieldShared();
        this.#next();
        this.#forget(key, line);
      },
    };
  }

  #next(): void {
    for (const key of [...this.#turns]) {
      if (this.#running >= this.#limits.total) return;
      const line = this.#lineOf(key);
      if (!this.#hasRoom(line)) continue;
      const waiter = line.waiting.shift();
      this.#turns.delete(key);
      if (line.waiting.length > 0) this.#turns.add(key);
      if (!waiter) continue;
      clearTimeout(waiter.timer);
      waiter.admit(this.#admit(key, line));
    }
  }

  #forget(key: string, line: Line): void {
    if (line.waiting.length > 0) return;
    this.#turns.delete(key);
    if (line.running === 0) this.#lines.delete(key);
  }
}

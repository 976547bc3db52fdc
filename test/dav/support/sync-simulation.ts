import { setTimeout as delay } from 'node:timers/promises';
import type { Person } from '../../integration/support/person.ts';
import type { Calendar } from './calendar.ts';
import type { Random } from './random.ts';

/** What a name holds: the etag of its member, or undefined. */
type State = string | undefined;

/** Everything that its one writer has done to a name, oldest first. A write under way stands here before it is acknowledged. */
class History {
  readonly states: State[] = [undefined];
  acknowledged = 0;
}

export interface SimulationOptions {
  readonly person: Person;
  readonly calendar: Calendar;
  /** Members move there and back. */
  readonly elsewhere: Calendar;
  readonly random: Random;
  readonly writers: number;
  readonly readers: number;
  /** Writes and syncs together. */
  readonly rounds: number;
  readonly milliseconds: number;
}

export interface Outcome {
  readonly writes: number;
  readonly syncs: number;
  readonly reported: number;
  /** Acknowledged writes that a sync which began after their acknowledgement did not show. */
  readonly missed: readonly string[];
  /** Answers that are neither success nor a refusal that a race explains. */
  readonly failures: readonly string[];
  readonly mirrors: readonly ReadonlyMap<string, string>[];
}

const NAMES_PER_WRITER = 4;

/**
 * Writers and syncing readers on one calendar. A name belongs to one writer, so that its states have an order; a reader's mirror of it must
 * be at least as new as what was acknowledged when the sync began, and at most what had been sent when it ended.
 */
export class SyncSimulation {
  readonly #histories = new Map<string, History>();
  readonly #missed: string[] = [];
  readonly #failures: string[] = [];
  readonly #mirrors: Map<string, string>[] = [];
  readonly #deadline: number;
  readonly #options: SimulationOptions;
  #left: number;
  #writes = 0;
  #syncs = 0;
  #reported = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#left = options.rounds;
    this.#deadline = Date.now() + options.milliseconds;
  }

  async run(): Promise<Outcome> {
    const { writers, readers } = this.#options;
    const tokens = await Promise.all([
      ...Array.from({ length: readers }, () => this.#read()),
      ...Array.from({ length: writers }, (_, index) => this.#write(index)),
    ]);
    for (const [index, mirror] of this.#mirrors.entries()) await this.#sync(mirror, tokens[index] ?? '');
    const { missed, failures, mirrors } = { missed: this.#missed, failures: this.#failures, mirrors: this.#mirrors };
    return { writes: this.#writes, syncs: this.#syncs, reported: this.#reported, missed, failures, mirrors };
  }

  #takeRound(): boolean {
    if (this.#left <= 0 || Date.now() > this.#deadline) return false;
    this.#left -= 1;
    return true;
  }

  async #read(): Promise<string> {
    const mirror = new Map<string, string>();
    this.#mirrors.push(mirror);
    let token = '';
    while (this.#takeRound()) {
      token = await this.#sync(mirror, token);
      await delay(this.#options.random(20));
    }
    return token;
  }

  async #sync(mirror: Map<string, string>, token: string): Promise<string> {
    const before = new Map([...this.#histories].map(([name, { acknowledged }]) => [name, acknowledged]));
    const { status, body, token: next, changes } = await this.#options.calendar.sync(token);
    this.#syncs += 1;
    if (status !== 207 || next === '') {
      this.#failures.push(`sync: ${status} ${body.slice(0, 200)}`);
      return token;
    }
    for (const [name, etag] of changes) {
      if (etag === undefined) mirror.delete(name);
      else mirror.set(name, etag);
    }
    this.#reported += changes.size;
    for (const [name, acknowledged] of before) this.#compare(mirror, name, acknowledged);
    return next;
  }

  #compare(mirror: ReadonlyMap<string, string>, name: string, acknowledged: number): void {
    const possible = this.#histories.get(name)?.states.slice(acknowledged) ?? [];
    if (possible.includes(PENDING) || possible.includes(mirror.get(name))) return;
    this.#missed.push(`${name}: the mirror has ${mirror.get(name) ?? 'nothing'}, acknowledged was ${String(possible[0])}`);
  }

  async #write(index: number): Promise<string> {
    const names = Array.from({ length: NAMES_PER_WRITER }, (_, i) => `w${index}-${i}.ics`);
    for (const name of names) this.#histories.set(name, new History());
    const away = new Map<string, string>();
    for (let count = 0; this.#takeRound(); count++) {
      const name = names[this.#options.random(names.length)] ?? '';
      this.#writes += 1;
      await this.#writeOnce(name, names, away, `${index}-${count}`);
    }
    return '';
  }

  async #writeOnce(name: string, names: readonly string[], away: Map<string, string>, summary: string): Promise<void> {
    const etag = this.#stateOf(name);
    const kind = this.#options.random(10);
    if (etag === undefined && away.has(name)) return this.#moveBack(name, away);
    if (etag === undefined || kind < 4) return this.#put(name, summary);
    if (kind < 6) return this.#delete(name);
    if (kind < 7 && !away.has(name)) return this.#moveAway(name, etag, away);
    const target = names.find((each) => this.#stateOf(each) === undefined && !away.has(each));
    return target === undefined ? this.#put(name, summary) : this.#rename(name, target, etag);
  }

  #stateOf = (name: string): State => this.#histories.get(name)?.states.at(-1);

  async #put(name: string, summary: string): Promise<void> {
    await this.#attempt([[name, PENDING]], async () => {
      const { status, headers } = await this.#options.calendar.put(name, summary);
      return status === 201 || status === 204 ? [headers.etag] : this.#fail('PUT', status);
    });
  }

  async #delete(name: string): Promise<void> {
    await this.#attempt([[name, undefined]], async () => {
      const { status } = await this.#options.calendar.dav('DELETE', name);
      return status === 204 ? [undefined] : this.#fail('DELETE', status);
    });
  }

  async #rename(from: string, to: string, etag: string): Promise<void> {
    const states: [string, State][] = [
      [from, undefined],
      [to, etag],
    ];
    await this.#attempt(states, () => this.#move(this.#options.calendar, from, this.#options.calendar, to, [undefined, etag]));
  }

  async #moveAway(name: string, etag: string, away: Map<string, string>): Promise<void> {
    await this.#attempt([[name, undefined]], () => this.#move(this.#options.calendar, name, this.#options.elsewhere, name, [undefined]));
    away.set(name, etag);
  }

  async #moveBack(name: string, away: Map<string, string>): Promise<void> {
    const etag = away.get(name);
    await this.#attempt([[name, etag]], () => this.#move(this.#options.elsewhere, name, this.#options.calendar, name, [etag]));
    away.delete(name);
  }

  async #move(from: Calendar, name: string, to: Calendar, newName: string, states: State[]): Promise<State[]> {
    const destination = `${this.#options.person.home}${to.path}${newName}`;
    const { status } = await from.dav('MOVE', name, { headers: { destination } });
    return [200, 201, 204].includes(status) ? states : this.#fail('MOVE', status);
  }

  /** Notes what is about to be, writes, and notes that it is acknowledged; `write` gives what has become of the names. */
  async #attempt(states: [string, State][], write: () => Promise<State[]>): Promise<void> {
    const histories = states.map(([name, state]) => {
      const history = this.#histories.get(name) ?? new History();
      history.states.push(state);
      return history;
    });
    const outcome = await write();
    for (const [index, history] of histories.entries()) {
      history.states[history.states.length - 1] = outcome[index];
      history.acknowledged = history.states.length - 1;
    }
  }

  #fail(method: string, status: number): never {
    this.#failures.push(`${method}: ${status}`);
    throw new Error(`${method} was answered with ${status}`);
  }
}

/** The etag of a member that is being written: it is not known before the answer. */
const PENDING = '(being written)';

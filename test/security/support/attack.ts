import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { instance } from './instance.ts';
import { Logs } from './logs.ts';
import * as oracles from './oracles.ts';
import { arriveAlice, arriveBob, inventory, type Person } from './people.ts';
import { heard } from './raw-client.ts';
import { Recorder } from './recorder.ts';

export interface AttackOptions {
  /** Who may be named upstream, beside alice. */
  readonly callers?: (scene: oracles.Scene) => readonly string[];
  /** Answers of 5xx that are as they should be. */
  readonly failures?: readonly number[];
  /** Requests that are cut off without an answer. */
  readonly unanswered?: number;
  readonly timeoutMs?: number;
}

type Run = (scene: oracles.Scene) => Promise<unknown>;

/**
 * The tests of one file: each attack is made by or on alice, beside bob, and what must hold after any attack is checked after each
 * (oracles O1 to O8). Other things that nobody may change are compared at the end; `mayAdd` are people who come in by right.
 */
export function attacks({ mayAdd = [] }: { mayAdd?: readonly string[] } = {}) {
  const later: { scene?: oracles.Scene; before?: { bob: string[]; principals: string[] } } = {};

  beforeAll(async () => {
    const recorder = new Recorder(instance.davicalUrl);
    await recorder.listen(instance.recorderSocket);
    const logs = new Logs();
    const [alice, bob] = await Promise.all([arriveAlice(), arriveBob()]);
    const secrets = new Set([bob.canary, ...[alice, bob].flatMap(secretsOf)]);
    later.scene = { recorder, logs, alice, bob, secrets };
    later.before = { bob: await inventory(bob), principals: await oracles.principals() };
    logs.readNew();
  }, 30_000);

  afterAll(async () => {
    const { scene, before } = later;
    if (!scene || !before) return;
    try {
      const known = (await oracles.principals()).filter((each) => before.principals.includes(each) || !mayAdd.includes(each));
      expect({ bob: await inventory(scene.bob), principals: known }).toEqual(before);
    } finally {
      scene.recorder.close();
    }
  });

  function attack(name: string, run: Run, { callers = () => [], failures = [], unanswered = 0, timeoutMs }: AttackOptions = {}): void {
    const perform = async () => {
      const { scene } = later;
      if (!scene) throw new Error('the constellation is not there');
      heard.length = 0;
      scene.recorder.reset();
      await run(scene);
      const { messages } = scene.recorder;
      const users = [scene.alice.email, ...callers(scene)];
      oracles.expectOneIdentity(messages, users);
      oracles.expectCleanHeaders(messages);
      oracles.expectNoSmuggling(scene, unanswered);
      oracles.expectNothingOfBob(scene);
      oracles.expectSoundness(failures);
      await oracles.expectAlive(scene);
      oracles.expectSilentLogs(scene);
    };
    test(name, perform, timeoutMs);
  }

  /** The same for each of a list; `%s` in the name is its element. */
  const each =
    (values: readonly string[]) =>
    (name: string, run: (value: string, scene: oracles.Scene) => Promise<unknown>, options?: AttackOptions): void => {
      for (const value of values) attack(name.replace('%s', value), (scene) => run(value, scene), options);
    };

  return { attack: Object.assign(attack, { each }) };
}

const secretsOf = ({ password, basic, cookie }: Person): string[] => [
  password,
  basic.slice('Authorization: Basic '.length),
  cookie.slice(cookie.indexOf('=') + 1),
];

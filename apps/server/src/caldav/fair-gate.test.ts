import { expect, test } from '@jest/globals';
import { FairGate, GateFullError, type Place } from './fair-gate.ts';

const limits = { total: 3, perKey: 2, waitingPerKey: 2, waitMs: 1000 };

/** Enters and notes who was admitted, in order. */
function crowd(gate: FairGate) {
  const admitted: string[] = [];
  const places = new Map<string, Place>();
  return {
    admitted,
    enter(name: string): void {
      const admit = (place: Place) => {
        admitted.push(name);
        places.set(name, place);
      };
      // who still waits when the test is over is refused
      gate.enter(name.charAt(0)).then(admit, () => undefined);
    },
    place: (name: string) => places.get(name),
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a key has no more places than its own limit, and all together no more than the total', async () => {
  const { enter, admitted } = crowd(new FairGate(limits));
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2']) enter(name);
  await settled();
  expect(admitted).toEqual(['a1', 'a2', 'b1']);
});

test('keys that wait take turns, whoever came first', async () => {
  const { enter, admitted, place } = crowd(new FairGate({ ...limits, total: 1, perKey: 1 }));
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1']) enter(name);
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) {
    await settled();
    place(name)?.leave();
  }
  expect(admitted).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
});

test('who yields the shared place keeps the one of its key', async () => {
  const { enter, admitted, place } = crowd(new FairGate({ ...limits, total: 2 }));
  for (const name of ['a1', 'a2', 'a3', 'b1']) enter(name);
  await settled();
  place('a1')?.yieldShared();
  await settled();
  expect(admitted).toEqual(['a1', 'a2', 'b1']);
  place('a1')?.leave();
  place('a1')?.leave();
  place('b1')?.leave();
  await settled();
  expect(admitted).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('past the queue, and after the wait, there is no place; others are not concerned', async () => {
  const gate = new FairGate({ ...limits, total: 1, waitMs: 30 });
  const first = await gate.enter('a');
  // two may wait; the third does not
  const outcomes = await Promise.allSettled([gate.enter('a'), gate.enter('a'), gate.enter('a')]);
  const rejected = outcomes.filter((each) => each.status === 'rejected' && each.reason instanceof GateFullError);
  expect(rejected).toHaveLength(3);
  first.leave();
  await expect(gate.enter('b')).resolves.toBeDefined();
});

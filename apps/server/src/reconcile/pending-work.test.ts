import { expect, jest, test } from '@jest/globals';
import { BackendUnavailable } from '../backends/errors.ts';
import { createLogger } from '../logger.ts';
import { startPendingWork, type PendingWork } from './pending-work.ts';

const items = Array.from({ length: 250 }, (_, index) => ({ id: String(index).padStart(4, '0') }));

function workThat(finish: PendingWork['finish']): PendingWork {
  return {
    list: (after = '') => Promise.resolve(items.filter(({ id }) => id > after).slice(0, 100)),
    finish,
  };
}

async function runOnce(work: PendingWork): Promise<void> {
  const pendingWork = startPendingWork({ work }, createLogger('fatal'));
  await pendingWork.stop();
}

test('items that cannot be finished do not hold up those after them', async () => {
  const finished: string[] = [];
  const finish = jest.fn<PendingWork['finish']>(({ id }) => {
    if (Number(id) < 150) return Promise.reject(new Error('not this one'));
    finished.push(id);
    return Promise.resolve();
  });
  await runOnce(workThat(finish));
  expect(finish).toHaveBeenCalledTimes(250);
  expect(finished).toHaveLength(100);
});

test('when nobody listens the rest is left for the next time', async () => {
  const finish = jest.fn<PendingWork['finish']>(() => Promise.reject(new BackendUnavailable('away', { outcomeUnknown: false })));
  await runOnce(workThat(finish));
  expect(finish).toHaveBeenCalledTimes(1);
});

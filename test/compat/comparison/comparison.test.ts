import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caldavServers, type CaldavServerKind } from '../../dev-env/caldav-server.ts';
import { expectations } from '../expectations.ts';
import { runClient } from '../run-client.ts';
import { setStage, type Stage } from '../support/stage.ts';
import { compare, gainedOf, lostOf, tableOf } from './compare.ts';

/** Printed at the end in one piece, past Jest's frame around console.log. */
const tables: string[] = [];
afterAll(() => void process.stdout.write(`\n${tables.join('\n\n')}\n`));

describe.each(Object.keys(caldavServers) as CaldavServerKind[])('%s', (kind) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage(kind);
  }, 120_000);
  afterAll(() => stage.stop());

  test.each(expectations[kind].map((each) => [each.client, each] as const))(
    '%s: through the proxy no case is lost',
    async (client, { passes, lost = {}, gained = [] }) => {
      const bare = await runClient(client, stage.bare);
      const proxy = await runClient(client, stage.proxy);
      const rows = compare(bare, proxy);
      const nowhere = proxy.failed.filter((line) => !lostOf(rows).includes(line.split(' | ', 1)[0] ?? ''));
      tables.push(tableOf(`${caldavServers[kind].name}: ${client}`, rows, nowhere));
      expect(lostOf(rows)).toEqual(Object.keys(lost));
      expect(gainedOf(rows)).toEqual(gained);
      expect(proxy.passed).toHaveLength(passes);
    },
    180_000,
  );
});

/** npm run bench:proxy: what the proxy costs, beside nginx and no proxy at all, in one run (docs/operations/performance.md). */
import { cpus, loadavg } from 'node:os';
import { createReport } from '../dev-env/report.mjs';
import { davicalCases, stubCases } from './cases.ts';
import { measure, warmUp, type Case, type CaseResult } from './interleave.ts';
import { measureIdleConnections, measureLargeBodies } from './memory.ts';
import { readOptions, usage, type BenchOptions } from './options.ts';
import { heading, printCase, printIdle, printMemory, printVerdict } from './print.ts';
import { setStage, type Stage } from './stage.ts';
import { verdictsOf, verdictsOfIdle, verdictsOfMemory } from './targets.ts';

const options = readOptions(process.argv.slice(2));
if (!options) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const begin = performance.now();
const report = createReport({ stream: process.stderr, quiet: false });
const say = (line: string) => {
  if (!options.json) process.stdout.write(`${line}\n`);
};
const stage = await report.step('PostgreSQL, DAViCal, server, nginx, stub', () => setStage(options.profile));
process.once('SIGINT', () => void stage.stop().then(() => process.exit(130)));
try {
  await bench(stage, options);
} finally {
  await stage.stop();
}

async function bench(on: Stage, chosen: BenchOptions): Promise<void> {
  const load = loadavg();
  say(`min/median/max of ${chosen.rounds} rounds of ${chosen.sliceMs} ms\n${heading}`);
  if (chosen.profile !== undefined) {
    await measureAll(on, stubCases(on, chosen).slice(0, 1), chosen);
    return;
  }
  const inFrontOfStub = stubCases(on, chosen);
  // memory comes before the load, which leaves a heap so large that everything would find room in it
  for (const subject of inFrontOfStub.slice(0, 1)) await warmUp(on.run, subject, chosen);
  const memory = await measureLargeBodies(on, chosen);
  const idle = await measureIdleConnections(on, chosen);
  const cases = await measureAll(on, inFrontOfStub, chosen);
  cases.push(...(await measureAll(on, await davicalCases(on, chosen), chosen)));
  say([...memory.map(printMemory), ...idle.map(printIdle)].join('\n'));
  const verdicts = [...cases.flatMap(verdictsOf), ...verdictsOfMemory(memory), ...verdictsOfIdle(idle)];
  say(`\nTargets (medians)\n${verdicts.map(printVerdict).join('\n')}`);
  const machine = { processors: cpus().length, node: process.versions.node, loadAtBegin: load, loadAtEnd: loadavg() };
  const seconds = Math.round((performance.now() - begin) / 1000);
  const loads = [load, machine.loadAtEnd].map(([minute = 0]) => minute.toFixed(1)).join(' -> ');
  say(`\n${machine.processors} processors, Node ${machine.node}, load ${loads}, ${seconds} s in all`);
  if (chosen.json)
    process.stdout.write(`${JSON.stringify({ machine, seconds, options: chosen, cases, memory, idle, verdicts }, null, 2)}\n`);
}

async function measureAll({ run }: Stage, subjects: readonly Case[], chosen: BenchOptions): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const busiest = subjects.findLast(({ title }) => title === subjects[0]?.title);
  if (busiest) await warmUp(run, busiest, chosen);
  for (const subject of subjects) {
    const result = await measure(run, subject, chosen);
    results.push(result);
    say(printCase(result));
  }
  return results;
}

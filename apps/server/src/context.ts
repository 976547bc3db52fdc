import { createAppPasswordRepo } from './app-passwords/app-password-repo.ts';
import { createAppPasswordService, type AppPasswordService } from './app-passwords/app-password-service.ts';
import type { Loaders } from './auth/authenticate.ts';
import { createBasicLoader } from './auth/load-basic.ts';
import { createSessionLoader } from './auth/load-session.ts';
import { personClaims } from './auth/oidc/claims.ts';
import type { OidcDependencies } from './auth/oidc/passport.ts';
import { createOidcProvider } from './auth/oidc/provider.ts';
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
  const calendars = createCalendarService({ calendars: createCalendarRepo(database), backend, logger });
  const provisioner = createProvisioner({ users, backend, adoptCalendars: calendars.adopt, logger });
  const { allowUnverifiedEmail } = config.oidc;
  const userService = createUserService({ users, provisioner, logger, allowUnverifiedEmail, defaultLanguage: config.defaultLanguage });
  const appPasswords = createAppPasswordService({ appPasswords: createAppPasswordRepo(database), logger });
  const sessionStore = createSessionStore(database.pool, logger);
  const provider = createOidcProvider(config, logger);
  const findUser = users.findById;

  return {
    config,
    logger,
    database,
    backend,
    upstream,
    pool,
    users,
    userService,
    provisioner,
    calendars,
    appPasswords,
    sessionStore,
    oidc: {
      config,
      logger,
      provider,
      findUser,
      sessions: createSessionRepo(database.pool),
      findAccount: (tokens) => userService.logIn(personClaims(tokens)),
      refusalOf: (error) => (error instanceof LoginRefused ? error.reason : undefined),
    },
    loaders: { basic: createBasicLoader(appPasswords.verify), session: createSessionLoader({ store: sessionStore, config, findUser }) },
    checks: createChecks({ pool: database.pool, backend, provider }),
    async close() {
      await Promise.all([database.close(), pool.destroy()]);
    },
  };
}

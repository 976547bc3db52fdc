import { isIP } from 'node:net';
import { ConfigError, readEnv, type Environment, type Values } from './read-env.ts';
import { Secret } from './secrets.ts';

/** Path under which the REST API and the CalDAV context are served; also the prefix of every href the CalDAV server emits. */
export const API_PATH = '/api/v1.0';
export const CALDAV_PATH = `${API_PATH}/caldav`;

export interface Config {
  readonly mode: 'production' | 'trial';
  readonly listen: { readonly host: string; readonly port: number };
  readonly maxHeaderBytes: number;
  /** Origin, e.g. `https://calendars.example.com`. */
  readonly publicUrl: string;
  readonly caldavUrl: string;
  readonly secure: boolean;
  readonly trustedProxies: readonly string[];
  readonly databaseUrl: Secret;
  readonly session: {
    readonly secret: Secret;
    readonly cookieName: string;
    readonly transactionCookiePrefix: string;
    readonly idleMs: number;
    readonly lifetimeMs: number;
  };
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: Secret;
    readonly scopes: string;
    readonly allowUnverifiedEmail: boolean;
    readonly allowHttp: boolean;
    /** Access tokens as credentials on CalDAV; undefined when they are not taken. */
    readonly bearer: { readonly audience: string; readonly scope: string | undefined } | undefined;
  };
  readonly upstream: UpstreamConfig;
  readonly caldavLimits: {
    readonly body: { readonly objectBytes: number; readonly xmlBytes: number; readonly idleMs: number };
    readonly gate: { readonly total: number; readonly perKey: number; readonly waitingPerKey: number; readonly waitMs: number };
    readonly clientIdleMs: number;
  };
  readonly defaultLanguage: string;
  readonly logLevel: string;
}

interface UpstreamPlace {
  /** With `socketPath`, `origin` is only what stands in Host. */
  readonly address: { readonly origin: string; readonly socketPath?: string };
  readonly timeoutMs: number;
}
export type DavicalConfig = UpstreamPlace & { readonly kind: 'davical'; readonly secret: Secret };
export type RadicaleConfig = UpstreamPlace & { readonly kind: 'radicale' };
export type UpstreamConfig = DavicalConfig | RadicaleConfig;

/** Gives the environment its meaning; throws `ConfigError` with every problem at once. */
export function loadConfig(env: Environment): Config {
  const { values, problems: ofVariables } = readEnv(env);
  const problems = [
    ...ofVariables,
    ...checkOrigin('PUBLIC_URL', values.PUBLIC_URL),
    ...checkOrigin('CALDAV_UPSTREAM_URL', values.CALDAV_UPSTREAM_URL),
    ...checkUpstreamSecret(values),
    ...checkTrustedProxies(values.TRUSTED_PROXIES),
    ...checkProduction(values),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return describe(values, new URL(values.PUBLIC_URL));
}

function describe(values: Values, publicUrl: URL): Config {
  const secure = publicUrl.protocol === 'https:';
  return {
    mode: values.CALENDARS_MODE === 'trial' ? 'trial' : 'production',
    listen: { host: values.HOST, port: Number(values.PORT) },
    maxHeaderBytes: Number(values.MAX_HEADER_KB) * 1024,
    publicUrl: publicUrl.origin,
    caldavUrl: `${publicUrl.origin}${CALDAV_PATH}/`,
    secure,
    trustedProxies: values.TRUSTED_PROXIES.split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
    databaseUrl: new Secret(values.DATABASE_URL),
    session: {
      secret: new Secret(values.SESSION_SECRET),
      ...cookieNames(secure, publicUrl.port),
      idleMs: Number(values.SESSION_IDLE_SECONDS) * 1000,
      lifetimeMs: Number(values.SESSION_LIFETIME_SECONDS) * 1000,
    },
    oidc: {
      issuer: values.OIDC_ISSUER,
      clientId: values.OIDC_CLIENT_ID,
      clientSecret: new Secret(values.OIDC_CLIENT_SECRET),
      scopes: values.OIDC_SCOPES,
      allowUnverifiedEmail: values.OIDC_ALLOW_UNVERIFIED_EMAIL === 'true',
      allowHttp: values.OIDC_ALLOW_HTTP === 'true' || values.CALENDARS_MODE === 'trial',
      bearer: values.OIDC_BEARER_AUDIENCE
        ? { audience: values.OIDC_BEARER_AUDIENCE, scope: values.OIDC_BEARER_SCOPE || undefined }
        : undefined,
    },
    upstream: describeUpstream(values),
    caldavLimits: caldavLimits(values),
    defaultLanguage: values.DEFAULT_LANGUAGE,
    logLevel: values.LOG_LEVEL,
  };
}

const MEGABYTE = 1_048_576;
/** How many requests of one person may wait for a place, and how long: programs sync several calendars at a time. */
const QUEUE = { waitingPerKey: 60, waitMs: 15_000 };

function caldavLimits(values: Values): Config['caldavLimits'] {
  const idleMs = Number(values.CLIENT_IDLE_SECONDS) * 1000;
  return {
    body: { objectBytes: Number(values.CALDAV_MAX_OBJECT_MB) * MEGABYTE, xmlBytes: Number(values.CALDAV_MAX_XML_MB) * MEGABYTE, idleMs },
    gate: { total: Number(values.CALDAV_MAX_REQUESTS), perKey: Number(values.CALDAV_MAX_REQUESTS_PER_USER), ...QUEUE },
    clientIdleMs: idleMs,
  };
}

function describeUpstream(values: Values): UpstreamConfig {
  const place: UpstreamPlace = {
    address: addressOf(values.CALDAV_UPSTREAM_URL),
    timeoutMs: Number(values.CALDAV_UPSTREAM_TIMEOUT_SECONDS) * 1000,
  };
  if (values.CALDAV_UPSTREAM === 'radicale') return { kind: 'radicale', ...place };
  return { kind: 'davical', ...place, secret: new Secret(values.CALDAV_UPSTREAM_SECRET) };
}

const SOCKET_SCHEME = 'unix:';

function addressOf(url: string): UpstreamPlace['address'] {
  if (url.startsWith(SOCKET_SCHEME)) return { origin: 'http://localhost', socketPath: url.slice(SOCKET_SCHEME.length) };
  return { origin: new URL(url).origin };
}

/** `__Host-` needs TLS (RFC 6265bis 4.1.3.2). Without TLS the port is in the name, because cookies are not isolated by port. */
function cookieNames(secure: boolean, port: string) {
  const name = secure ? '__Host-calendars' : `calendars-${port || '80'}`;
  return { cookieName: name, transactionCookiePrefix: `${name}-login-` };
}

function checkOrigin(name: string, text: string): string[] {
  if (!URL.canParse(text) || text.startsWith(SOCKET_SCHEME)) return [];
  const url = new URL(text);
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username;
  return bare ? [] : [`${name} must be scheme, host and port only, without path, query or user: ${url.origin}`];
}

function checkUpstreamSecret({ CALDAV_UPSTREAM: kind, CALDAV_UPSTREAM_SECRET: secret }: Values): string[] {
  if (kind !== 'davical' || secret) return [];
  return ['CALDAV_UPSTREAM_SECRET is required (or CALDAV_UPSTREAM_SECRET_FILE): DAViCal knows the caller by it'];
}

function checkTrustedProxies(list: string): string[] {
  const entries = list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const wrong = entries.filter((entry) => !['loopback', 'linklocal', 'uniquelocal'].includes(entry) && !isAddressOrSubnet(entry));
  return wrong.map((entry) => `TRUSTED_PROXIES must be addresses or subnets such as 10.0.0.0/8, not "${entry}"`);
}

function isAddressOrSubnet(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

function checkProduction(values: Values): string[] {
  if (values.CALENDARS_MODE !== 'production') return [];
  const problems: string[] = [];
  if (values.OIDC_ISSUER.startsWith('http:') && values.OIDC_ALLOW_HTTP !== 'true')
    problems.push('OIDC_ISSUER must be an https:// URL, or set OIDC_ALLOW_HTTP=true for a provider on the same private network');
  if (values.SESSION_SECRET && values.SESSION_SECRET === values.CALDAV_UPSTREAM_SECRET)
    problems.push('SESSION_SECRET must differ from CALDAV_UPSTREAM_SECRET: each secret has one use');
  for (const name of ['SESSION_SECRET', 'CALDAV_UPSTREAM_SECRET'] as const)
    if (values[name] && new Set(values[name]).size < 8)
      problems.push(`${name} must be random, e.g. the output of: openssl rand -base64 48`);
  return problems;
}

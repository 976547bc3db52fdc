import { z } from 'zod';

/**
 * Every environment variable of the server, with its meaning and default. `docs/configuration.md` and `.env.example` are generated
 * from this table, so a variable that is not here does not exist. `config.ts` gives the values their meaning.
 *
 * A variable marked `secret` may also be given as `NAME_FILE`, the path of a file that holds it.
 */
export interface Variable {
  readonly schema: z.ZodType<string>;
  readonly description: string;
  readonly default?: string;
  readonly required?: true;
  readonly secret?: true;
  readonly example?: string;
}

const text = z.string().min(1);
const isBetween = (least: number, most: number) => (value: string) =>
  /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
const port = z.string().refine(isBetween(1, 65_535), 'must be a port number from 1 to 65535');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });
const httpUrlOrSocket = z
  .string()
  .refine(
    (text) => httpUrl.safeParse(text).success || /^unix:\/[^\0]+$/.test(text),
    'must be an http:// or https:// URL, or unix:/path/of/the/socket',
  );
const yesNo = z.enum(['true', 'false'], { error: 'must be true or false' });
const seconds = z.string().refine(isBetween(1, 2_000_000), 'must be a whole number of seconds from 1 to 2000000');
const kilobytes = z.string().refine(isBetween(4, 256), 'must be a whole number of kB from 4 to 256');
const megabytes = z.string().refine(isBetween(1, 1024), 'must be a whole number of MB from 1 to 1024');
const count = z.string().refine(isBetween(1, 10_000), 'must be a whole number from 1 to 10000');
const secret = z.string().min(32, 'must have at least 32 characters');

export const variables = {
  CALENDARS_MODE: {
    schema: z.enum(['production', 'trial'], { error: 'must be production or trial' }),
    description: '`production`, or `trial` for what `npm start` brings up: only a trial accepts the built-in identity provider.',
    default: 'production',
  },
  PORT: { schema: port, description: 'TCP port the server listens on.', default: '3000' },
  HOST: { schema: text, description: 'Address the server listens on.', default: '0.0.0.0' },
  PUBLIC_URL: {
    schema: httpUrl,
    description: 'Origin under which browsers and devices reach the server, as `https://host[:port]`, without a path.',
    required: true,
    example: 'https://calendars.example.com',
  },
  TRUSTED_PROXIES: {
    schema: text,
    description:
      'Addresses or subnets (comma separated) of the proxies in front whose X-Forwarded-For is believed; `loopback`, `linklocal` and `uniquelocal` are understood. Empty: none.',
    default: '',
  },
  DATABASE_URL: {
    schema: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
    description: 'PostgreSQL connection string of the service. Its tables are in the schema `public`.',
    required: true,
    secret: true,
    example: 'postgresql://calendars:password@postgres:5432/calendars',
  },
  SESSION_SECRET: {
    schema: secret,
    description:
      'Signs the session cookie and seals login transactions. At least 32 random characters; changing it logs everybody out of the web.',
    required: true,
    secret: true,
  },
  SESSION_IDLE_SECONDS: { schema: seconds, description: 'A web session ends after this long without a request.', default: '43200' },
  SESSION_LIFETIME_SECONDS: {
    schema: seconds,
    description: 'A web session ends this long after the login, used or not.',
    default: '604800',
  },
  OIDC_ISSUER: {
    schema: httpUrl,
    description: 'Issuer URL of the OpenID provider; everything else about it is discovered.',
    required: true,
    example: 'https://login.example.com/realms/staff',
  },
  OIDC_CLIENT_ID: {
    schema: text,
    description: 'Client identifier registered at the OpenID provider.',
    required: true,
    example: 'calendars',
  },
  OIDC_CLIENT_SECRET: { schema: text, description: 'Client secret registered at the OpenID provider.', required: true, secret: true },
  OIDC_SCOPES: { schema: text, description: 'Scopes asked for at login.', default: 'openid email profile' },
  OIDC_ALLOW_UNVERIFIED_EMAIL: {
    schema: yesNo,
    description:
      'Accept an e-mail address that the provider does not state to be verified. Only for a provider where nobody can choose an address freely.',
    default: 'false',
  },
  OIDC_ALLOW_HTTP: {
    schema: yesNo,
    description: 'Allow an issuer without TLS. Only for a provider on the same private network.',
    default: 'false',
  },
  OIDC_BEARER_AUDIENCE: {
    schema: text,
    description:
      'Audience (`aud`) that an access token of the OpenID provider must be issued for to be taken on CalDAV as `Authorization: Bearer`. Empty: no access token is taken.',
    default: '',
  },
  OIDC_BEARER_SCOPE: {
    schema: z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be one scope, without spaces and quotes'),
    description: 'Scope that such an access token must have. Empty: any.',
    default: '',
  },
  CALDAV_UPSTREAM: {
    schema: z.enum(['davical', 'radicale'], { error: 'must be davical or radicale' }),
    description: 'Kind of the CalDAV server behind the proxy: `davical` or `radicale`.',
    default: 'davical',
  },
  CALDAV_UPSTREAM_URL: {
    schema: httpUrlOrSocket,
    description: 'Where the CalDAV server is reached: `http://host:port` without a path, or `unix:/path/of/the/socket`.',
    required: true,
    example: 'http://davical:8080',
  },
  CALDAV_UPSTREAM_SECRET: {
    schema: secret,
    description:
      'Signs what the proxy tells the CalDAV server about the caller; the CalDAV server has the same secret. **Required** by `davical`; Radicale has none.',
    secret: true,
  },
  CALDAV_UPSTREAM_TIMEOUT_SECONDS: {
    schema: seconds,
    description: 'The CalDAV server must begin to answer within this time, else 504.',
    default: '60',
  },
  MAX_HEADER_KB: {
    schema: kilobytes,
    description: 'Largest request line and headers together, in kB; what is larger is answered 431.',
    default: '16',
  },
  CALDAV_MAX_OBJECT_MB: {
    schema: megabytes,
    description: 'Largest calendar object that a client may PUT, in MB. DAViCal takes at most 25 unless DAVICAL_MAX_BODY says otherwise.',
    default: '25',
  },
  CALDAV_MAX_XML_MB: { schema: megabytes, description: 'Largest body of a REPORT or another request in XML, in MB.', default: '10' },
  CALDAV_MAX_REQUESTS: {
    schema: count,
    description: 'Requests that the CalDAV server is given at the same time by one server; more wait. A few more than it has workers.',
    default: '16',
  },
  CALDAV_MAX_REQUESTS_PER_USER: {
    schema: count,
    description: 'Of these, how many may be of one person. Fewer than the CalDAV server has workers leaves always one for the others.',
    default: '4',
  },
  CLIENT_IDLE_SECONDS: {
    schema: seconds,
    description:
      'A client that neither sends nor takes anything for so long in the middle of a CalDAV request is cut off. A slow one that moves is not.',
    default: '60',
  },
  DEFAULT_LANGUAGE: { schema: text, description: 'Language of accounts that have not chosen one.', default: 'en-us' },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], { error: 'must be fatal, error, warn, info, debug or trace' }),
    description: 'Least severe level that is logged.',
    default: 'info',
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;

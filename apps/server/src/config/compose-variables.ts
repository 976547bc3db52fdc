/** Variables of the compose stack that no service sees: what docker-compose.yml itself reads from `.env`. */
export const composeVariables = {
  PORT: { description: 'TCP port on which the stack is published.', default: '3000' },
  PUBLISH_ADDRESS: {
    description: 'Address on which the stack is published; a reverse proxy with TLS belongs in front.',
    default: '127.0.0.1',
  },
  SECRETS_DIR: {
    description: 'Directory that keeps the secrets between the services, e.g. ./secrets; the default is a volume.',
    default: 'secrets',
  },
  OIDC_CLIENT_SECRET_FILE: { description: 'File that holds the client secret, in place of OIDC_CLIENT_SECRET.', default: '/dev/null' },
  CALENDARS_VERSION: { description: 'Tag of the images that are built and run.', default: 'latest' },
  DAVICAL_WORKERS: { description: 'Requests that DAViCal works on at the same time.', default: '4' },
  POSTGRES_MEMORY: { description: 'Memory limit of PostgreSQL.', default: '1g' },
  DAVICAL_MEMORY: { description: 'Memory limit of DAViCal.', default: '1g' },
  SERVER_MEMORY: { description: 'Memory limit of the server.', default: '512m' },
} as const;

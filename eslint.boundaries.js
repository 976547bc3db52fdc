import { createNodeResolver, importX } from 'eslint-plugin-import-x';

/**
 * Who may import whom (docs/decisions/0012). Each part of the server lists the parts it may use; whatever is not listed is refused.
 * Dependencies point down. A new folder gets a line here, and test/lint/boundaries.test.ts fails until it has one.
 */
const slices = ['users', 'app-passwords', 'calendars', 'shares'];
const ground = ['config', 'contract', 'errors', 'logger.ts', 'observability'];
const below = ['backends', 'dav', 'db', ...ground];

/** `context.ts` is listed for its type, `Pick<AppContext, …>`: a value from it would close a cycle, which is refused too. */
const withContext = [...below, 'context.ts'];

/** How a slice learns who is asking. */
const caller = 'auth/current-user.ts';

export const mayImport = {
  'main.ts': ['server.ts', 'context.ts', 'db', ...ground],
  'server.ts': ['app.ts', 'context.ts', 'jobs', 'reconcile', 'db', ...ground],
  'app.ts': ['api', 'caldav', 'web', 'auth', 'context.ts', ...ground],
  'context.ts': ['auth', 'jobs', 'reconcile', ...slices, ...below],
  cli: [caller, 'server.ts', 'context.ts', 'jobs', 'reconcile', ...slices, ...below],
  api: ['auth', ...slices, ...withContext],
  caldav: ['auth', 'dav', 'context.ts', ...ground],
  auth: [...slices, ...withContext],
  jobs: ['reconcile', ...slices, ...withContext],
  web: ['config'],
  reconcile: [...slices, ...withContext],
  ...Object.fromEntries(slices.map((slice) => [slice, [...withContext, caller]])),
  backends: ['dav', ...ground],
  dav: ['config', 'contract', 'errors', 'logger.ts'],
  db: ground,
  observability: ['backends', 'db', 'config', 'errors', 'logger.ts'],
  'logger.ts': ['config'],
  // The DAV error writer speaks DAV's XML; no-cycle keeps the two folders from meeting in one file.
  errors: ['contract', 'dav', 'logger.ts'],
  config: [],
  contract: [],
};

/** The places that may use a package, as globs below apps/server/src. */
const homes = [
  { packages: ['tsdav'], only: 'dav/', outside: ['!(dav)/**', '*'] },
  { packages: ['undici'], only: 'caldav/ and dav/', outside: ['!(caldav|dav)/**', '*'] },
  { packages: ['openid-client'], only: 'auth/oidc/', outside: ['!(auth)/**', '*', 'auth/*', 'auth/!(oidc)/**'] },
  { packages: ['@prisma/client', '@prisma/adapter-pg'], only: 'db/', outside: ['!(db)/**', '*'] },
  { packages: ['express', 'express-session'], only: 'the layers that speak HTTP', outside: ['{backends,config,contract,dav,db}/**'] },
];

const source = 'apps/server/src';

function zones() {
  const layers = Object.entries(mayImport).map(([part, allowed]) => ({
    target: `${source}/${part}`,
    from: source,
    except: [part, ...allowed],
    message: `${part} may import only: ${allowed.join(', ') || 'nothing of the server'}. See eslint.boundaries.js.`,
  }));
  const packages = homes.map(({ packages, only, outside }) => ({
    target: outside.map((glob) => `${source}/${glob}`),
    from: packages.map((name) => `/**/node_modules/${name}/**`),
    message: `Only ${only} may use ${packages.join(', ')}. See eslint.boundaries.js.`,
  }));
  const prismaClient = {
    target: [`${source}/!(db)/**/!(*-repo).ts`, `${source}/*.ts`],
    from: `${source}/db/generated`,
    message: 'Only db/ and *-repo.ts may use the generated Prisma client. See eslint.boundaries.js.',
  };
  const web = {
    target: 'apps/web',
    from: source,
    except: ['contract'],
    message: 'The web application and the server share contract/ only.',
  };
  return [...layers, ...packages, prismaClient, web];
}

const environment = 'The environment is read once, in main.ts, and given meaning in config/.';

/** The configuration blocks; `root` is the folder that holds apps/. */
export function boundaries(root) {
  return [
    {
      files: ['apps/**/*.{ts,tsx}'],
      ignores: ['**/*.test.{ts,tsx}', '**/generated/**'],
      plugins: { 'import-x': importX },
      settings: {
        'import-x/extensions': ['.ts', '.tsx'],
        'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
        'import-x/external-module-folders': ['node_modules'],
        'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] })],
      },
      rules: {
        'import-x/no-cycle': ['error', { ignoreExternal: true }],
        'import-x/no-restricted-paths': ['error', { basePath: root, zones: zones() }],
      },
    },
    {
      files: [`${source}/**/*.ts`],
      ignores: ['**/*.test.ts', `${source}/main.ts`, `${source}/cli/main.ts`, '**/generated/**'],
      rules: {
        'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environment }],
        'no-restricted-imports': [
          'error',
          { paths: ['process', 'node:process'].map((name) => ({ name, importNames: ['env', 'default'], message: environment })) },
        ],
      },
    },
  ];
}

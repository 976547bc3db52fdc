import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { boundaries, mayImport } from '../../eslint.boundaries.js';

const project = path.resolve(import.meta.dirname, '../..');
const source = 'apps/server/src';

/** A tree of empty files with the server's folders, so that imports between them resolve. */
const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'calendars-lint-')));
const files = [
  ...['main.ts', 'server.ts', 'app.ts', 'context.ts', 'logger.ts', 'api/api-router.ts', 'auth/authenticate.ts', 'auth/current-user.ts'],
  ...['auth/oidc/login.ts', 'users/user-repo.ts', 'users/user-service.ts', 'calendars/calendar-service.ts', 'shares/share-service.ts'],
  ...['backends/backend.ts', 'caldav/forward.ts', 'caldav/caldav-router.ts', 'config/config.ts', 'contract/user.ts', 'dav/href.ts'],
  ...['db/database.ts', 'db/generated/client.ts', 'errors/app-error.ts', 'cli/main.ts', 'reconcile/reconcile.ts'],
];

let eslint: ESLint;

beforeAll(() => {
  for (const file of files) write(file, 'export {};\n');
  symlinkSync(path.join(project, 'node_modules'), path.join(root, 'node_modules'));
  const parsed = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [parsed, ...boundaries(root)] });
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  const target = path.join(root, source, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, source, file) });
  return result!.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const restricted = ['import-x/no-restricted-paths'];

describe('Dependencies point down', () => {
  test.each([
    ['a slice to another slice', 'users/user-service.ts', '../calendars/calendar-service.ts'],
    ['a slice up to authentication', 'users/user-service.ts', '../auth/authenticate.ts'],
    ['a slice up to the proxy', 'users/user-service.ts', '../caldav/caldav-router.ts'],
    ['the proxy to a slice', 'caldav/caldav-router.ts', '../users/user-service.ts'],
    ['the proxy to a backend', 'caldav/caldav-router.ts', '../backends/backend.ts'],
    ['dav/ to a slice', 'dav/href.ts', '../users/user-service.ts'],
    ['dav/ to the database', 'dav/href.ts', '../db/database.ts'],
    ['a backend to a slice', 'backends/backend.ts', '../calendars/calendar-service.ts'],
    ['the contract to anything', 'contract/user.ts', '../errors/app-error.ts'],
    ['the database to a slice', 'db/database.ts', '../users/user-repo.ts'],
    ['the app to a slice', 'app.ts', './users/user-service.ts'],
    ['the server past the app', 'server.ts', './api/api-router.ts'],
    ['the main program past the server', 'main.ts', './app.ts'],
    ['the context up to the app', 'context.ts', './app.ts'],
  ])('refused: %s', async (_what, from, to) => {
    expect(await complaints(from, `import '${to}';`)).toEqual(restricted);
  });

  test.each([
    ['a type', `import type { A } from '../calendars/calendar-service.ts'; export type B = A;`],
    ['an export', `export * from '../calendars/calendar-service.ts';`],
    ['a dynamic import', `export const load = () => import('../calendars/calendar-service.ts');`],
  ])('refused in the form of %s too', async (_form, code) => {
    expect(await complaints('users/user-service.ts', code)).toEqual(restricted);
  });

  test.each([
    ['main.ts', './server.ts'],
    ['server.ts', './app.ts'],
    ['app.ts', './api/api-router.ts'],
    ['app.ts', './caldav/caldav-router.ts'],
    ['api/api-router.ts', '../users/user-service.ts'],
    ['auth/authenticate.ts', '../users/user-service.ts'],
    ['users/user-service.ts', '../backends/backend.ts'],
    ['users/user-service.ts', './user-repo.ts'],
    ['users/user-service.ts', '../auth/current-user.ts'],
    ['caldav/caldav-router.ts', '../auth/authenticate.ts'],
    ['backends/backend.ts', '../dav/href.ts'],
    ['context.ts', './users/user-service.ts'],
  ])('allowed: %s to %s', async (from, to) => {
    expect(await complaints(from, `import '${to}';`)).toEqual([]);
  });

  test('refused: a cycle', async () => {
    write('calendars/calendar-repo.ts', `import { service } from './calendar-service.ts'; export const repo = service;`);
    const found = await complaints(
      'calendars/calendar-service.ts',
      `import { repo } from './calendar-repo.ts'; export const service = repo;`,
    );
    expect(found).toEqual(['import-x/no-cycle']);
  });

  test('every part of the server has a line in the table', () => {
    const parts = readdirSync(path.join(project, source)).filter((name) => !name.endsWith('.test.ts'));
    expect(parts.filter((part) => !(part in mayImport))).toEqual([]);
  });
});

describe('A package has one home', () => {
  test.each([
    ['tsdav', 'users/user-service.ts', 'dav/href.ts'],
    ['tsdav', 'app.ts', 'dav/href.ts'],
    ['undici', 'auth/authenticate.ts', 'caldav/forward.ts'],
    ['undici', 'server.ts', 'caldav/forward.ts'],
    ['openid-client', 'auth/authenticate.ts', 'auth/oidc/login.ts'],
    ['openid-client', 'users/user-service.ts', 'auth/oidc/login.ts'],
    ['express', 'dav/href.ts', 'api/api-router.ts'],
    ['express', 'backends/backend.ts', 'app.ts'],
    ['@prisma/client', 'dav/href.ts', 'db/database.ts'],
    ['@prisma/adapter-pg', 'users/user-service.ts', 'db/database.ts'],
  ])('%s: refused in %s, allowed in %s', async (name, elsewhere, home) => {
    expect(await complaints(elsewhere, `import '${name}';`)).toEqual(restricted);
    expect(await complaints(home, `import '${name}';`)).toEqual([]);
  });

  test('the generated Prisma client: only db/ and the repositories', async () => {
    expect(await complaints('users/user-service.ts', `import '../db/generated/client.ts';`)).toEqual(restricted);
    expect(await complaints('context.ts', `import './db/generated/client.ts';`)).toEqual(restricted);
    expect(await complaints('users/user-repo.ts', `import '../db/generated/client.ts';`)).toEqual([]);
    expect(await complaints('db/database.ts', `import './generated/client.ts';`)).toEqual([]);
  });
});

describe('The environment is read in the main programs only', () => {
  test.each([
    ['the property', `export const port = process.env['PORT'];`, 'no-restricted-properties'],
    ['taking it apart', `export const { env } = process;`, 'no-restricted-properties'],
    ['an import of it', `import { env } from 'node:process'; export const port = env['PORT'];`, 'no-restricted-imports'],
  ])('refused elsewhere: %s', async (_how, code, rule) => {
    expect(await complaints('config/config.ts', code)).toEqual([rule]);
    expect(await complaints('main.ts', code)).toEqual([]);
    expect(await complaints('cli/main.ts', code)).toEqual([]);
  });
});

describe('The web application', () => {
  test('takes nothing but the contract from the server', async () => {
    const web = '../../web/src/main.ts';
    write(web, 'export {};\n');
    expect(await complaints(web, `import '../../server/src/users/user-service.ts';`)).toEqual(restricted);
    expect(await complaints(web, `import '../../server/src/contract/user.ts';`)).toEqual([]);
  });
});

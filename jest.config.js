/** Tests run on the same TypeScript that Node runs: swc strips the types and keeps ES modules (docs/decisions/0013). */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
};

const matching = (...folders) => folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`);

/** Not part of `npm test`: `npm run test:compat` asks for it by itself. */
const comparison = 'test/compat/comparison';
const compat = {
  ...shared,
  displayName: 'compat',
  testMatch: matching(comparison),
  globalSetup: `<rootDir>/${comparison}/global-setup.ts`,
};

export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: matching('apps/server/src', 'test/dev-env', 'test/lint') },
    {
      ...shared,
      displayName: 'integration',
      testMatch: matching('test/integration', 'test/dav', 'test/browser', 'test/security', 'test/compat'),
      testPathIgnorePatterns: [`<rootDir>/${comparison}/`],
      globalSetup: '<rootDir>/test/integration/global-setup.ts',
      globalTeardown: '<rootDir>/test/integration/global-teardown.ts',
    },
    ...(process.env['CALENDARS_TEST_FULL'] === '1' ? [compat] : []),
  ],
  testTimeout: 30_000,
  // the tests measure memory and kill processes: one file at a time, so that they do not disturb one another
  maxWorkers: 1,
};

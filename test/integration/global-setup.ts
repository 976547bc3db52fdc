import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { installPackages, missingPackages, readPackageList } from '../dev-env/packages.ts';
import { areSecurityTestsWanted, startSecurityConstellation } from '../security/support/constellation.ts';
import { testAccounts, testDevices } from './support/test-accounts.ts';

declare global {
  var calendarsTestConstellation: Constellation | undefined;
  var calendarsSecurityConstellation: Constellation | undefined;
}

/** One constellation for all integration tests; those that stop or kill parts bring up their own, and those of security have one that may be attacked. */
export default async function setUp({ testPathPatterns }: Readonly<{ testPathPatterns: { patterns: readonly string[] } }>): Promise<void> {
  await installPackages(await missingPackages(readPackageList(new URL('../packages', import.meta.url))));
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-test-'));
  const constellation = await startConstellation({ dataDirectory, extraAccounts: testAccounts, devices: testDevices });
  globalThis.calendarsTestConstellation = constellation;
  const { url, caldavUrl, environment, users } = constellation;
  const { caldavServer, postgres, identityProvider, server } = constellation.parts();
  process.env['CALENDARS_TEST_INSTANCE'] = JSON.stringify({
    ...{ url, caldavUrl, environment, users, dataDirectory },
    davicalUrl: caldavServer.url,
    databaseUrl: postgres.urlFor('calendars'),
    adminDatabaseUrl: postgres.urlFor('postgres'),
    issuer: identityProvider.issuer,
    serverPid: server.identity.pid,
  });
  if (areSecurityTestsWanted(testPathPatterns.patterns)) globalThis.calendarsSecurityConstellation = await startSecurityConstellation();
}

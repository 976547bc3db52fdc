import { expect, test } from '@jest/globals';
import { installPackages, missingPackages, readPackageList } from './packages.ts';

const ABSENT = 'calendars-no-such-package';

test('a package is missing when neither it nor one that provides it is installed', async () => {
  // every Debian has bash, and an awk only by what mawk, gawk or original-awk provide
  expect(await missingPackages(['bash', 'awk', ABSENT])).toEqual([ABSENT]);
});

test('a list has a package a line and comments', () => {
  const list = readPackageList(new URL('../packages', import.meta.url));
  expect(list).toContain('cadaver');
  expect(list.filter((name) => !/^[a-z0-9.+-]+$/.test(name))).toEqual([]);
});

test('without root the exact command is said and nothing is run', async () => {
  const { getuid } = process;
  process.getuid = () => 1000;
  await expect(installPackages([ABSENT, 'curl'])).rejects.toThrow(
    `Packages are missing: ${ABSENT}, curl. Install them with:\n  sudo apt-get update && sudo apt-get install --no-install-recommends ${ABSENT} curl`,
  );
  process.getuid = getuid!;
});

test('nothing is said or run when nothing is missing', async () => {
  await expect(installPackages([])).resolves.toBeUndefined();
});

import { installPackages, missingPackages, readPackageList } from '../../dev-env/packages.ts';

/** The programs that are compared; a missing one is installed, or named with the command that installs it. */
export default async function setUp(): Promise<void> {
  const lists = ['../../packages', '../packages'].map((each) => readPackageList(new URL(each, import.meta.url)));
  await installPackages(await missingPackages(lists.flat()));
}

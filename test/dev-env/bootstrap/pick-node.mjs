import { existsSync } from 'node:fs';
import { BootstrapError } from './bootstrap-error.mjs';
import { root } from './project.mjs';

/** What this file itself and npm need. */
export function refuseOldNode(version) {
  if (majorOf(version) < 20)
    throw new BootstrapError(
      `Calendars needs Node 20 or newer to start, and this is ${version}: install a newer one, e.g. Debian's package nodejs.`,
    );
}

/** Runs TypeScript as it is, and is new enough for every dependency. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 22);
}

/** The Node that package-lock.json brings along, else the one that runs this. */
export function pickNode() {
  const bundled = `${root}node_modules/node-${process.platform}-${process.arch}/bin/node`;
  if (existsSync(bundled)) return bundled;
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new BootstrapError(
    `There is no Node 24 for ${process.platform} ${process.arch} among the dependencies, and this is Node ${process.versions.node}: install Node 24 and start again.`,
  );
}

const majorOf = (version) => Number(version.split('.')[0]);

/** Whether a Docker engine answers here. Built-in modules only: asked before anything is installed. */
import { spawnSync } from 'node:child_process';

const HOW =
  'Install Docker Engine with the compose plugin (https://docs.docker.com/engine/install/; on Debian 13 the packages docker.io and docker-compose), start it, and let this user use it (group docker).';

/** Why the compose test cannot run, in one line, or undefined when it can. */
export function whyNotRun() {
  if (!answers('info', '--format', '{{.ServerVersion}}')) return `compose: NOT RUN, no Docker engine answers. ${HOW}`;
  if (!answers('compose', 'version')) return `compose: NOT RUN, the Docker engine answers but has no compose plugin. ${HOW}`;
  return undefined;
}

function answers(...args) {
  return spawnSync('docker', args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

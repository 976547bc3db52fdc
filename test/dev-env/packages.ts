import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

/** Asked by Debian's packages before they start a service; 101 says no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY = '#!/bin/sh\n# Calendars is installing packages, whose services it does not want.\nexit 101\n';

/** The Debian packages that a list names, one per line; `#` begins a comment. */
export function readPackageList(file: URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
}

/** Which of them are not installed, neither by their own name nor by that of a package that provides them (`php8.4-fpm` is `php-fpm`). */
export async function missingPackages(packages: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package} ${Provides}\n']).catch(() => {
    throw new StartError('Debian or Ubuntu is needed: there is no dpkg-query. Elsewhere use "docker compose up".');
  });
  const installed = new Set<string>();
  for (const line of stdout.split('\n').filter((each) => each.startsWith('installed '))) {
    const [, name = '', ...provides] = line.split(' ');
    for (const each of [name, ...provides.join(' ').split(/, */)]) installed.add(each.split(/[ :]/)[0] ?? '');
  }
  return packages.filter((name) => !installed.has(name));
}

/** Installs what is missing when this is root, else says the exact command. */
export async function installPackages(missing: readonly string[], progress: (detail: string) => void = () => undefined): Promise<void> {
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0)
    throw new StartError(`Packages are missing: ${missing.join(', ')}. Install them with:\n  sudo apt-get update && sudo ${command}`);
  const allowServices = refuseServices();
  try {
    progress('apt-get update');
    await apt(['update']);
    progress(`installing ${missing.join(', ')}`);
    await apt(['install', '-y', '--no-install-recommends', ...missing]);
  } finally {
    allowServices();
  }
}

/** Only the programs are wanted, not the services nginx and php-fpm. Returns what takes it back; so does the end of this process. */
function refuseServices(): () => void {
  // one of our own is from a start that was killed
  if (existsSync(POLICY_FILE) && readFileSync(POLICY_FILE, 'utf8') !== POLICY) return () => undefined;
  writeFileSync(POLICY_FILE, POLICY, { mode: 0o755 });
  const allow = () => rmSync(POLICY_FILE, { force: true });
  process.once('exit', allow);
  return () => {
    process.off('exit', allow);
    allow();
  };
}

function apt(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', () => reject(new StartError('apt-get cannot be run.')));
    child.on('exit', (code) => {
      if (code === 0) return resolve();
      const reason =
        output
          .split('\n')
          .filter((line) => line.startsWith('E: '))
          .join(' ') || output.trim().split('\n').at(-1);
      reject(new StartError(`apt-get ${args.join(' ')} failed: ${reason ?? ''}`));
    });
  });
}

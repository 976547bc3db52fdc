import path from 'node:path';
import { isCaldavServerKind, type CaldavServerKind } from './caldav-server.ts';
import { startConstellation, type Constellation } from './constellation.ts';
import { createReport } from './report.mjs';
import { StartError } from './start-error.ts';

function fail(sentence: string): never {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

function readPort(): number {
  const text = process.env['PORT'] || '3000';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) fail(`PORT must be a number from 1 to 65535, not "${text}".`);
  return port;
}

function readUpstream(): CaldavServerKind {
  const text = process.env['CALDAV_UPSTREAM'] || 'davical';
  if (!isCaldavServerKind(text)) fail(`CALDAV_UPSTREAM must be davical or radicale, not "${text}".`);
  return text;
}

const dataDirectory = path.resolve(process.env['CALENDARS_DATA_DIR'] || 'data');

let constellation: Constellation | undefined;
let stopping = false;

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.stdout.write('\nStopping …\n');
  await constellation?.stop();
  process.exit(constellation ? 0 : 1);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

try {
  constellation = await startConstellation({ dataDirectory, port: readPort(), upstream: readUpstream(), report: createReport() });
} catch (error) {
  if (error instanceof StartError) fail(error.message);
  throw error;
}

const { url, caldavUrl, users, parts } = constellation;
// the command must find the same instance from the same directory
const instance = process.env['CALENDARS_DATA_DIR'] ? `CALENDARS_DATA_DIR='${dataDirectory}' ` : '';
const logins = Object.values(users).map(({ email, password }) => `${email} / ${password}`);
process.stdout.write(`
Calendars is running.

  Web       ${url}
  CalDAV    ${caldavUrl}
  Logins    ${logins.join('\n            ')}
  An app password for a device:
            ${instance}npm run -s calendars -- app-password create ${users['alice']?.email ?? ''} --name Phone

Data in ${dataDirectory}. Stop with Ctrl-C.
`);

for (const child of Object.values(parts())) {
  void child.exited.then(async () => {
    if (stopping) return;
    stopping = true;
    process.stderr.write(`\nThe ${child.name} has ended unexpectedly:\n${child.lastLines()}\n`);
    await constellation.stop();
    process.exit(1);
  });
}

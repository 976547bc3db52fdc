import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Secret } from '../../apps/server/src/config/secrets.ts';
import { signedCredentials } from '../../apps/server/src/dav/upstream-credentials.ts';
import type { Child } from '../dev-env/child-process.ts';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { freePort } from '../dev-env/ports.ts';
import { startServer } from '../dev-env/server.ts';
import { makeAppPassword } from '../integration/support/app-password.ts';
import { startLoadGenerator, startStubUpstream, type RunJob } from './load.ts';
import { startNginx } from './nginx.ts';
import { basic, type DavRequest } from './requests.ts';

/** A way to the upstream. */
export type Way = 'direct' | 'nginx' | 'calendars';
export const ways: readonly Way[] = ['direct', 'nginx', 'calendars'];

/** One upstream with the ways to it. `cost` is the process whose CPU counts; going direct costs no proxy. */
export interface Route {
  readonly ports: Readonly<Record<Way, number>>;
  readonly cost: Readonly<Record<Exclude<Way, 'direct'>, Child>>;
  /** Puts in what shows who asks: the hop's signature holds for a minute, so each slice asks anew. */
  authorize(request: DavRequest): DavRequest;
}

export interface Stage {
  readonly run: RunJob;
  readonly stub: Route;
  readonly davical: Route;
  /** Path of the person's calendar. */
  readonly calendar: string;
  stop(): Promise<void>;
}

/** One person asks a lot, and large bodies are put: what bounds both is set aside in front of the stub, and stays in front of DAViCal. */
const unbounded = { CALDAV_MAX_REQUESTS: '1000', CALDAV_MAX_REQUESTS_PER_USER: '1000', CALDAV_MAX_OBJECT_MB: '200' };

/** Brings up everything that takes part, on free ports of the loopback interface. */
export async function setStage(profile?: string): Promise<Stage> {
  const data = mkdtempSync(path.join(tmpdir(), 'calendars-bench-'));
  const closers: (() => Promise<void> | void)[] = [() => rmSync(data, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closers.reverse()) await close();
  };
  try {
    const constellation = await startConstellation({ dataDirectory: data });
    closers.push(() => constellation.stop());
    const upstream = await startStubUpstream();
    closers.push(() => upstream.stop());
    const generator = startLoadGenerator();
    closers.push(() => generator.stop());
    const { stub, davical, children } = await openRoutes(constellation, upstream.port, profiling(profile));
    closers.push(...children.map((child) => () => child.stop()));
    const calendar = `/api/v1.0/caldav/${encodeURIComponent(constellation.users['alice']?.email ?? '')}/calendar/`;
    return { run: generator.run, stub, davical, calendar, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const profiling = (folder: string | undefined): Record<string, string> =>
  folder === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${path.resolve(folder)}` };

async function openRoutes(constellation: Constellation, stubPort: number, extra: Readonly<Record<string, string>>) {
  const { data, environment, users } = constellation;
  const user = users['alice']?.email ?? '';
  const password = await makeAppPassword(constellation, user);
  const [toStub, viaNginxToStub, viaNginxToDavical] = [await freePort(), await freePort(), await freePort()];
  const { caldavServer: davical, server } = constellation.parts();
  const ofStub = { ...environment, ...unbounded, ...extra, PORT: String(toStub), CALDAV_UPSTREAM_URL: `http://127.0.0.1:${stubPort}` };
  const calendars = await startServer({ data, port: toStub, environment: ofStub });
  const davicalPort = Number(new URL(davical.url).port);
  const passes = new Map([
    [viaNginxToStub, stubPort],
    [viaNginxToDavical, davicalPort],
  ]);
  const nginx = await startNginx({ data, user, password, passes });
  const authorize = authorizer(user, password, environment['CALDAV_UPSTREAM_SECRET_FILE'] ?? '');
  return {
    children: [calendars, nginx],
    stub: { ports: { direct: stubPort, nginx: viaNginxToStub, calendars: toStub }, cost: { nginx, calendars }, authorize },
    davical: {
      ports: { direct: davicalPort, nginx: viaNginxToDavical, calendars: Number(new URL(constellation.url).port) },
      cost: { nginx, calendars: server },
      authorize,
    },
  };
}

/** Every way gets the same bytes: the signature is for DAViCal and is passed on by nginx, the password is for both proxies. */
function authorizer(user: string, password: string, secretFile: string) {
  const { credentials } = signedCredentials(new Secret(readFileSync(secretFile, 'utf8').trim()));
  return (request: DavRequest): DavRequest => ({
    ...request,
    headers: { authorization: basic(user, password), ...credentials({ email: user, name: 'Alice Example' }, request), ...request.headers },
  });
}

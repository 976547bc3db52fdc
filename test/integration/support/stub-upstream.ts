import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startConstellation, type Constellation } from '../../dev-env/constellation.ts';
import { makeAppPassword } from './app-password.ts';

/** The service in front of an upstream that answers as a test says: for what cannot be had from DAViCal. */
export interface StubUpstream {
  readonly constellation: Constellation;
  /** Of alice. */
  readonly credentials: { readonly user: string; readonly password: string };
  /** Of an object in her calendar. */
  readonly url: string;
  readonly server: http.Server;
  answer: http.RequestListener;
  stop(): Promise<void>;
}

export async function startStubUpstream(environment: Readonly<Record<string, string>>): Promise<StubUpstream> {
  const running: { stub?: StubUpstream } = {};
  const server = http.createServer((req, res) => {
    if (running.stub) running.stub.answer(req, res);
    else res.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstreamUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const constellation = await startConstellation({
    dataDirectory: mkdtempSync(path.join(tmpdir(), 'calendars-stub-')),
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: upstreamUrl, ...environment }),
  });
  const user = constellation.users['alice']?.email ?? '';
  const stub: StubUpstream = {
    answer: (_req, res) => void res.writeHead(503).end(),
    constellation,
    server,
    credentials: { user, password: await makeAppPassword(constellation, user) },
    url: `${constellation.caldavUrl}${encodeURIComponent(user)}/calendar/large.ics`,
    async stop() {
      await constellation.stop();
      server.closeAllConnections();
      server.close();
      rmSync(constellation.data.path, { recursive: true, force: true });
    },
  };
  running.stub = stub;
  return stub;
}

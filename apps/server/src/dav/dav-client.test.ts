import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDavClient, UpstreamUnreachableError } from './dav-client.ts';
import { remoteUserCredentials } from './upstream-credentials.ts';
import { createUpstreamPool } from './upstream-pool.ts';
import type { Upstream, UpstreamAddress } from './upstream.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'exchange-'));
const address = { origin: 'http://localhost', socketPath: path.join(directory, 's') };
let answer: http.RequestListener;
const server = http.createServer((req, res) => answer(req, res));

beforeAll(() => new Promise<void>((resolve) => server.listen(address.socketPath, resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

const clientOf = (at: UpstreamAddress, timeoutMs = 1000) => {
  const upstream: Upstream = {
    ...{ kind: 'radicale', address: at, timeoutMs, needsContentLength: true, closesConnections: true },
    ...remoteUserCredentials('/prefix'),
    targetOf: (target) => target.slice('/prefix'.length),
    destinationOf: (to) => to,
  };
  return createDavClient(upstream, createUpstreamPool(upstream));
};
const caller = { email: 'a@b.example', name: '' };

test('by a Unix socket: method, target, headers and body arrive, and the answer comes back', async () => {
  answer = (req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () =>
      res.writeHead(207, { etag: '"1"' }).end(`${req.method} ${req.url} ${req.headers.host} ${req.headers['content-length']} ${body}`),
    );
  };
  expect(await clientOf(address).send(caller, { method: 'PROPFIND', target: '/prefix/a%20b/?c', body: 'é' })).toMatchObject({
    status: 207,
    headers: { etag: '"1"' },
    body: 'PROPFIND /a%20b/?c localhost 2 é',
  });
});

test('a redirect is an answer', async () => {
  answer = (_req, res) => res.writeHead(301, { location: '/' }).end();
  expect((await clientOf(address).send(caller, { method: 'GET', target: '/prefix/' })).status).toBe(301);
});

test('the client asks as the caller, at the target that the upstream knows', async () => {
  answer = (req, res) => res.end(`${req.url} ${String(req.headers['x-remote-user'])} ${String(req.headers['x-script-name'])}`);
  expect((await clientOf(address).send(caller, { method: 'GET', target: '/prefix/x' })).body).toBe('/x a@b.example /prefix');
});

const silenceOf = async (at: UpstreamAddress) => {
  const error: unknown = await clientOf(at, 100)
    .send(caller, { method: 'GET', target: '/prefix/' })
    .catch((failure: unknown) => failure);
  return error instanceof UpstreamUnreachableError ? { neverSent: error.neverSent } : error;
};

test('a socket that is not there: nothing was sent', async () => {
  expect(await silenceOf({ ...address, socketPath: path.join(directory, 'missing') })).toEqual({ neverSent: true });
});

test('a port where nobody listens: nothing was sent', async () => {
  expect(await silenceOf({ origin: 'http://127.0.0.1:1' })).toEqual({ neverSent: true });
});

test.each<[string, http.RequestListener]>([
  ['is silent', () => undefined],
  ['cuts the connection', (req) => req.socket.destroy()],
  ['cuts its answer', (req, res) => void res.writeHead(200, { 'content-length': 100 }).write('x', () => req.socket.destroy())],
  ['does not end its answer', (_req, res) => void res.writeHead(200).write('x')],
])('a server that %s: it may have happened', async (_what, behaviour) => {
  answer = behaviour;
  expect(await silenceOf(address)).toEqual({ neverSent: false });
});

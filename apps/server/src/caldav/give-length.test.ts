import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DavError } from '../errors/dav-error.ts';
import { giveLength, type BufferLimits } from './give-length.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'give-length-'));
const limits: BufferLimits = { memoryBytes: 1000, maxBytes: 5000, directory };
type Outcome = { length: number; text: string } | { failed: unknown };
let outcome: PromiseWithResolvers<Outcome>;
let keep = false;

/** Answers when the whole body has been read again; with `keep` the body is given back unread. */
const server = http.createServer((req, res) => {
  giveLength(req, limits)
    .then(async ({ length, body }) => {
      if (keep) body.destroy();
      outcome.resolve({ length, text: keep ? '' : (await buffer(body)).toString() });
      res.writeHead(201).end();
    })
    .catch((error: unknown) => {
      outcome.resolve({ failed: error });
      res.writeHead(error instanceof DavError ? error.status : 500, { connection: 'close' }).end();
    });
});
const port = () => (server.address() as AddressInfo).port;

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

/** Files below the directory that are open, with a name or without. */
const openFiles = () =>
  readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((target) => target.startsWith(directory));

function expectNothingLeft(): void {
  expect(readdirSync(directory)).toEqual([]);
  expect(openFiles()).toEqual([]);
}

async function putChunked(chunks: readonly string[]): Promise<Outcome & { status: number }> {
  outcome = Promise.withResolvers();
  const status = await new Promise<number>((resolve, reject) => {
    const request = http.request({ port: port(), method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
  return { ...(await outcome.promise), status };
}

const repeat = (times: number) => Array.from({ length: times }, (_, index) => String.fromCharCode(97 + (index % 26)).repeat(100));

test.each([
  ['an empty body', 0],
  ['one that stays in memory', 9],
  ['one that fills the memory exactly', 10],
  ['one that goes to a file', 11],
  ['the longest', 50],
])('%s comes back byte for byte, with its length', async (_what, times) => {
  keep = false;
  const chunks = repeat(times);
  expect(await putChunked(chunks)).toEqual({ status: 201, length: times * 100, text: chunks.join('') });
  expectNothingLeft();
});

test('one byte more is 413 (RFC 9110 15.5.14), and nothing is left', async () => {
  const answer = await putChunked([...repeat(50), 'x']);
  expect(answer).toMatchObject({ status: 413, failed: { status: 413 } });
  expectNothingLeft();
});

test('a body that nobody reads leaves nothing when it is destroyed', async () => {
  keep = true;
  expect(await putChunked(repeat(20))).toMatchObject({ status: 201, length: 2000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expectNothingLeft();
});

test('a client that goes away in the middle leaves nothing', async () => {
  outcome = Promise.withResolvers();
  const socket = net.connect(port(), '127.0.0.1');
  socket.write(`PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n${'a'.repeat(2000)}\r\n`);
  // it has a name for the moment between two system calls
  const isNameless = () => openFiles().length > 0 && readdirSync(directory).length === 0;
  while (!isNameless()) await new Promise((resolve) => setTimeout(resolve, 5));
  socket.destroy();
  expect(await outcome.promise).toMatchObject({ failed: { code: 'ECONNRESET' } });
  expectNothingLeft();
});

test('a directory that cannot be written to is an error, and not a body', async () => {
  const missing = http.createServer((req) => {
    giveLength(req, { ...limits, directory: path.join(directory, 'missing') }).then(
      () => outcome.resolve({ length: 0, text: '' }),
      (error: unknown) => {
        outcome.resolve({ failed: error });
        req.destroy();
      },
    );
  });
  await new Promise<void>((resolve) => missing.listen(0, '127.0.0.1', resolve));
  outcome = Promise.withResolvers();
  const request = http.request({
    port: (missing.address() as AddressInfo).port,
    method: 'PUT',
    headers: { 'transfer-encoding': 'chunked' },
  });
  request.on('error', () => undefined);
  request.end('x'.repeat(2000));
  expect(await outcome.promise).toMatchObject({ failed: { code: 'ENOENT' } });
  missing.close();
});

import { readdirSync, readlinkSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { DavError } from '../errors/dav-error.ts';
import { lengthenChunked } from './lengthen-chunked.ts';
import { bodyOf, readBody } from './read-body.ts';

const MB = 1024 * 1024;
const limits = { objectBytes: 3 * MB, xmlBytes: 2 * MB, idleMs: 300 };

/** In place of the upstream: says what it is given. */
const tell: RequestHandler = async (req, res) => {
  const body = bodyOf(req);
  const given = body.kind === 'stream' ? await text(body.source ?? req) : body.kind === 'whole' ? body.bytes.toString() : '';
  res.json({ kind: body.kind, length: body.kind === 'stream' ? body.length : undefined, received: given.length, last: given.at(-1) });
};
const writeError: ErrorRequestHandler = (error, _req, res, _next) => {
  res
    .status(error instanceof DavError ? error.status : 500)
    .set('Connection', 'close')
    .end();
};
const serve = (needsContentLength: boolean) =>
  http.createServer(express().use(readBody(limits), lengthenChunked({ needsContentLength }, limits), tell, writeError));
const needs = serve(true);
const takesChunked = serve(false);

beforeAll(async () => {
  for (const server of [needs, takesChunked]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  for (const server of [needs, takesChunked]) server.close().closeAllConnections();
});

interface Sent {
  readonly method?: string;
  readonly server?: http.Server;
  readonly ends?: boolean;
}

function send(size: number, { method = 'PUT', server = needs, ends = true }: Sent = {}): Promise<{ status: number; said: unknown }> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    let isAnswered = false;
    const request = http.request({ port, method, headers: { 'transfer-encoding': 'chunked' } }, (response) => {
      isAnswered = true;
      void text(response).then((body) => resolve({ status: response.statusCode ?? 0, said: body === '' ? undefined : JSON.parse(body) }));
    });
    // an answer may come before the body has been taken, and the connection ends then
    request.on('error', (error) => (isAnswered ? undefined : reject(error)));
    request.write('a'.repeat(size - 1));
    if (ends) request.end('z');
  });
}

const openUploads = () =>
  readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return '';
      }
    })
    .filter((target) => target.startsWith(path.join(tmpdir(), 'calendars-body-')));

test.each([
  ['a small one was read whole', 1000, { kind: 'whole', received: 1000 }],
  ['one that is kept in memory', 200_000, { kind: 'stream', length: 200_000, received: 200_000 }],
  ['one that is kept in a file', 2 * MB, { kind: 'stream', length: 2 * MB, received: 2 * MB }],
])('a chunked body gets its length: %s', async (_what, size, expected) => {
  expect(await send(size)).toEqual({ status: 200, said: { ...expected, last: 'z' } });
  expect(openUploads()).toEqual([]);
});

test('where the upstream takes chunked bodies, it stays one', async () => {
  expect((await send(200_000, { server: takesChunked })).said).toEqual({ kind: 'stream', received: 200_000, last: 'z' });
});

test.each([
  ['a calendar object', 'PUT', 4 * MB],
  ['XML', 'REPORT', 2 * MB + 1],
])('%s above its limit is 413', async (_what, method, size) => {
  expect(await send(size, { method })).toMatchObject({ status: 413 });
});

test('one that stops coming is 408, and nothing is left of it', async () => {
  expect(await send(2 * MB, { ends: false })).toMatchObject({ status: 408 });
  expect(openUploads()).toEqual([]);
});

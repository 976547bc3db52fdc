import http, { type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import express, { type Response } from 'express';
import { rewriteAnswer, type Rewrite } from './rewrite-answer.ts';

const servers: http.Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** Asks a server whose answer is written by `write` and rewritten. */
async function answerOf(write: (res: Response) => void, rewrite: Rewrite | undefined): Promise<{ res: IncomingMessage; body: string }> {
  const app = express();
  app.use((_req, res) => {
    rewriteAnswer(res, (status) => (status === 207 ? rewrite : undefined));
    write(res);
  });
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const res = await new Promise<IncomingMessage>((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', agent: false }, resolve).on('error', reject);
  });
  return { res, body: await text(res) };
}

const capitals: Rewrite = { push: (chunk) => Buffer.from(chunk).toString().toUpperCase(), end: () => '!' };

describe('an answer that is rewritten', () => {
  const ways: [string, (res: Response) => void][] = [
    ['in one piece', (res) => void res.status(207).set('Content-Length', '3').end('abc')],
    ['in pieces', (res) => [res.status(207), res.write('a'), res.write(Buffer.from('b')), res.write('YQ==', 'base64'), res.end()]],
    ['after writeHead with an object', (res) => void res.writeHead(207, { 'content-length': 3, 'x-a': 'b' }).end('abc')],
    [
      'after writeHead with a reason and raw headers',
      (res) => void res.writeHead(207, 'Multi', ['Content-Length', '3', 'X-A', 'b', 'DAV', '1', 'DAV', '2']).end('abc'),
    ],
    [
      'after flushHeaders',
      (res) => {
        res.status(207).set('Content-Length', '3').flushHeaders();
        res.end('abc');
      },
    ],
    ['with callbacks only', (res) => [res.status(207), res.write('abc', () => res.end(() => undefined))]],
  ];
  test.each(ways)('however it is written: %s', async (what, write) => {
    const { res, body } = await answerOf(write, capitals);
    expect(body).toBe(what === 'in pieces' ? 'ABA!' : 'ABC!');
    expect(res.headers['content-length']).toBeUndefined();
    if (what.includes('writeHead')) expect(res.headers['x-a']).toBe('b');
    if (what.includes('raw headers')) expect(res.headers['dav']).toBe('1, 2');
  });

  test('others are left as they are, with their length', async () => {
    const { res, body } = await answerOf((answer) => void answer.status(404).send('not here'), capitals);
    expect({ body, length: res.headers['content-length'] }).toEqual({ body: 'not here', length: '8' });
  });

  test('is cut when it cannot be rewritten', async () => {
    const fails: Rewrite = {
      push: () => {
        throw new Error('unreadable');
      },
      end: () => '',
    };
    await expect(answerOf((res) => [res.status(207), res.write('secret'), res.end('more')], fails)).rejects.toThrow();
  });
});

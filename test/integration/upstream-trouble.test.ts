import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dav } from './support/dav.ts';
import { pour, swallow } from './support/stub-bodies.ts';
import { startStubUpstream, type StubUpstream } from './support/stub-upstream.ts';

let stub: StubUpstream;

beforeAll(async () => {
  stub = await startStubUpstream({ CALDAV_UPSTREAM_TIMEOUT_SECONDS: '2', CALDAV_MAX_OBJECT_MB: '300', CLIENT_IDLE_SECONDS: '3' });
}, 60_000);
afterAll(() => stub.stop());

describe('an upstream that fails (RFC 9110 15.6) is told in DAV form with Retry-After', () => {
  const failsWith = async (status: number) => {
    const got = await dav('PROPFIND', stub.url, stub.credentials);
    expect({ status: got.status, retry: got.headers['retry-after'], type: got.headers['content-type'] }).toEqual({
      status,
      retry: '5',
      type: 'application/xml; charset=utf-8',
    });
    expect(got.body).toContain('<D:error xmlns:D="DAV:">');
  };

  test('502: it cuts the connection', async () => {
    stub.answer = (req) => req.socket.destroy();
    await failsWith(502);
  });

  test('502: it does not know us (401), which is no wrong password of the client', async () => {
    stub.answer = (_req, res) => res.writeHead(401, { 'www-authenticate': 'Basic realm="inner"' }).end();
    await failsWith(502);
  });

  test('503: its web server speaks for it', async () => {
    stub.answer = (_req, res) => res.writeHead(502, { 'content-type': 'text/html' }).end('<html>');
    await failsWith(503);
  });

  test('504: it is silent', async () => {
    stub.answer = () => undefined;
    await failsWith(504);
  });

  test('503: nobody listens', async () => {
    const { port } = stub.server.address() as AddressInfo;
    stub.server.closeAllConnections();
    await new Promise<void>((resolve) => stub.server.close(() => resolve()));
    await failsWith(503);
    await new Promise<void>((resolve) => stub.server.listen(port, '127.0.0.1', resolve));
  });

  test('an answer that ends too early is cut, never completed falsely', async () => {
    stub.answer = (_req, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      res.write('half');
      setTimeout(() => res.socket?.destroy(), 50);
    };
    await expect(dav('GET', stub.url, stub.credentials)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test('a client that goes away ends the request upstream', async () => {
    const gone = new Promise<void>((resolve) => {
      stub.answer = (req) => {
        req.on('close', () => resolve());
        req.resume();
      };
    });
    const authorization = `Basic ${Buffer.from(`${stub.credentials.user}:${stub.credentials.password}`).toString('base64')}`;
    const request = http.request(stub.url, { method: 'PUT', headers: { authorization, 'content-length': 1_000_000 } });
    request.on('error', () => undefined);
    request.write('x');
    setTimeout(() => request.destroy(), 200);
    await gone;
  });
});

describe('time', () => {
  const authorization = () => `Basic ${Buffer.from(`${stub.credentials.user}:${stub.credentials.password}`).toString('base64')}`;
  const begin = (length: number) => {
    const request = http.request(stub.url, { method: 'PUT', headers: { authorization: authorization(), 'content-length': length } });
    const status = new Promise<number>((resolve, reject) => {
      request.on('response', (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
    return { request, status };
  };

  test.each([
    ['small', 100],
    ['large', 1_000_000],
  ])('a %s body that stops coming: 408, and the upstream is let go', async (_size, length) => {
    stub.answer = (req) => void req.resume();
    const { request, status } = begin(length);
    request.write('x');
    expect(await status).toBe(408);
  });

  test('a slow transfer that moves is not cut, however long it takes', async () => {
    stub.answer = swallow;
    const { request, status } = begin(100_000);
    for (let sent = 0; sent < 10; sent++) {
      request.write(Buffer.alloc(10_000));
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    request.end();
    expect(await status).toBe(201);
  });

  test('a client that takes nothing is cut, and so is its request upstream', async () => {
    const gone = new Promise<void>((resolve) => {
      stub.answer = (req, res) => {
        res.on('close', () => resolve());
        pour(req, res);
      };
    });
    const request = http.get(stub.url, { headers: { authorization: authorization() } }, (response) => response.pause());
    request.on('error', () => undefined);
    await gone;
    request.destroy();
  });
});

describe('a kept connection that the upstream has just closed', () => {
  /** Answers the first request, and cuts the connection when the second comes over it. */
  const cutReused = () => {
    let requests = 0;
    const seen = new WeakSet<object>();
    stub.answer = (req, res) => {
      requests += 1;
      if (seen.has(req.socket)) return void req.socket.destroy();
      seen.add(req.socket);
      req.resume().on('end', () => res.writeHead(207).end('<x/>'));
    };
    return () => requests;
  };

  test('costs a reading request nothing: it is asked again', async () => {
    const requests = cutReused();
    await dav('PROPFIND', stub.url, stub.credentials);
    expect((await dav('PROPFIND', stub.url, stub.credentials)).status).toBe(207);
    expect(requests()).toBe(3);
  });

  test('is told to the client of a writing one, which may have been carried out', async () => {
    const requests = cutReused();
    await dav('PROPFIND', stub.url, stub.credentials);
    expect((await dav('PUT', stub.url, { ...stub.credentials, body: 'BEGIN:VCALENDAR' })).status).toBe(502);
    expect(requests()).toBe(2);
  });
});

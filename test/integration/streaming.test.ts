import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { makeAppPassword } from './support/app-password.ts';
import { dav } from './support/dav.ts';

const SIZE = 200 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 0x61);

/** An upstream that answers as the test says: what DAViCal would do in these cases cannot be had from DAViCal. */
let answer: http.RequestListener = (_req, res) => void res.writeHead(503).end();
const upstream = http.createServer((req, res) => answer(req, res));
let constellation: Constellation;
let credentials: { user: string; password: string };
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  constellation = await startConstellation({
    dataDirectory: mkdtempSync(path.join(tmpdir(), 'calendars-stream-')),
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_URL: upstreamUrl, CALDAV_UPSTREAM_TIMEOUT_SECONDS: '4', CALDAV_MAX_OBJECT_MB: '300' }),
  });
  const user = constellation.users['alice']?.email ?? '';
  credentials = { user, password: await makeAppPassword(constellation, user) };
  url = `${constellation.caldavUrl}${encodeURIComponent(user)}/calendar/large.ics`;
}, 60_000);

afterAll(async () => {
  await constellation.stop();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

/** Largest resident memory of the server while `work` runs, above what it is before, in MB. */
async function memoryGrowth(work: () => Promise<unknown>): Promise<number> {
  const { pid } = constellation.parts().server.identity;
  const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  const before = resident();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, resident())), 10);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak - before;
}

function put(size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    const request = http.request(url, { method: 'PUT', headers: { authorization, 'content-length': size } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    let left = size;
    const pump = (): void => {
      while (left > 0) {
        const chunk = CHUNK.subarray(0, Math.min(left, CHUNK.length));
        left -= chunk.length;
        if (!request.write(chunk)) return void request.once('drain', pump);
      }
      request.end();
    };
    pump();
  });
}

function get(): Promise<number> {
  return new Promise((resolve, reject) => {
    const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    http
      .get(url, { headers: { authorization } }, (response) => {
        let received = 0;
        response.on('data', (chunk: Buffer) => (received += chunk.length));
        response.on('end', () => resolve(received));
        response.on('error', reject);
      })
      .on('error', reject);
  });
}

const swallow: http.RequestListener = (req, res) => {
  let received = 0;
  req.on('data', (chunk: Buffer) => (received += chunk.length));
  req.on('end', () => res.writeHead(201, { 'x-received': String(received) }).end());
};

const pour: http.RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/calendar', 'content-length': SIZE });
  let left = SIZE;
  const pump = (): void => {
    while (left > 0) {
      left -= CHUNK.length;
      if (!res.write(CHUNK)) return void res.once('drain', pump);
    }
    res.end();
  };
  pump();
};

describe('bodies are streamed', () => {
  beforeAll(async () => {
    answer = swallow;
    await put(1024 * 1024);
  });

  test('a PUT of 200 MB costs less than 40 MB of memory', async () => {
    answer = swallow;
    const grown = await memoryGrowth(async () => expect(await put(SIZE)).toBe(201));
    expect(grown).toBeLessThan(40);
  });

  test('a GET of 200 MB costs less than 40 MB of memory', async () => {
    answer = pour;
    const grown = await memoryGrowth(async () => expect(await get()).toBe(SIZE));
    expect(grown).toBeLessThan(40);
  });

  test('an upstream that reads slowly holds back the client (back-pressure)', async () => {
    let received = 0;
    answer = (req, res) => {
      const read = setInterval(() => {
        const chunk = req.read() as Buffer | null;
        received += chunk?.length ?? 0;
        if (req.readableEnded) {
          clearInterval(read);
          res.writeHead(201).end();
        }
      }, 20);
    };
    const grown = await memoryGrowth(async () => expect(await put(4 * 1024 * 1024)).toBe(201));
    expect(received).toBe(4 * 1024 * 1024);
    expect(grown).toBeLessThan(30);
  });
});

describe('headers and statuses pass unharmed', () => {
  test('all but the hop-by-hop ones, cookies and the make of the upstream', async () => {
    const passed = {
      etag: '"a-strong-tag"',
      'schedule-tag': '"s"',
      'preference-applied': 'return=minimal',
      'last-modified': 'Sat, 01 Jan 2022 00:00:00 GMT',
      'content-location': '/x',
      'lock-token': '<opaquelocktoken:1>',
      dav: '1, 2, 3, access-control, calendar-access',
      'retry-after': '7',
    };
    answer = (_req, res) => {
      res.writeHead(207, {
        ...passed,
        'content-type': 'text/xml',
        'set-cookie': 'a=b',
        server: 'nginx',
        'x-powered-by': 'PHP',
        connection: 'x-hop',
        'x-hop': '1',
      });
      res.end('<x/>');
    };
    const got = await dav('PROPFIND', url, credentials);
    expect(got.status).toBe(207);
    expect(got.headers).toMatchObject(passed);
    for (const name of ['set-cookie', 'server', 'x-powered-by', 'x-hop']) expect(got.headers).not.toHaveProperty(name);
  });

  test.each([200, 201, 204, 207, 301, 304, 400, 403, 404, 405, 409, 412, 415, 423, 500, 507])('status %i', async (status) => {
    answer = (_req, res) => res.writeHead(status).end();
    expect((await dav('PROPFIND', url, credentials)).status).toBe(status);
  });

  test('the request reaches the upstream with its identity, target and headers, and without credentials', async () => {
    let seen: http.IncomingMessage | undefined;
    answer = (req, res) => {
      seen = req;
      res.writeHead(204).end();
    };
    const target = `${url}?q=%41&x=@`;
    const headers = {
      depth: '1',
      prefer: 'return=minimal',
      'if-schedule-tag-match': '"t"',
      brief: 't',
      cookie: 'a=b',
      'x-apple-thing': '1',
    };
    await dav('REPORT', target, { ...credentials, headers });
    expect(seen?.url).toBe(target.slice(constellation.url.length));
    expect(seen?.headers).toMatchObject({
      depth: '1',
      prefer: 'return=minimal',
      'if-schedule-tag-match': '"t"',
      brief: 't',
      'x-apple-thing': '1',
    });
    expect(seen?.headers).toMatchObject({
      'x-forwarded-user': 'alice%40example.com',
      'x-forwarded-signature': expect.stringMatching(/^v1=[0-9a-f]{64}$/),
    });
    for (const name of ['authorization', 'cookie']) expect(seen?.headers).not.toHaveProperty(name);
  });
});

describe('an upstream that fails (RFC 9110 15.6) is told in DAV form with Retry-After', () => {
  const failsWith = async (status: number) => {
    const got = await dav('PROPFIND', url, credentials);
    expect({ status: got.status, retry: got.headers['retry-after'], type: got.headers['content-type'] }).toEqual({
      status,
      retry: '5',
      type: 'application/xml; charset=utf-8',
    });
    expect(got.body).toContain('<D:error xmlns:D="DAV:">');
  };

  test('502: it cuts the connection', async () => {
    answer = (req) => req.socket.destroy();
    await failsWith(502);
  });

  test('502: it does not know us (401), which is no wrong password of the client', async () => {
    answer = (_req, res) => res.writeHead(401, { 'www-authenticate': 'Basic realm="inner"' }).end();
    await failsWith(502);
  });

  test('503: its web server speaks for it', async () => {
    answer = (_req, res) => res.writeHead(502, { 'content-type': 'text/html' }).end('<html>');
    await failsWith(503);
  });

  test('504: it is silent', async () => {
    answer = () => undefined;
    await failsWith(504);
  });

  test('503: nobody listens', async () => {
    const { port } = upstream.address() as AddressInfo;
    upstream.closeAllConnections();
    await new Promise<void>((resolve) => upstream.close(() => resolve()));
    await failsWith(503);
    await new Promise<void>((resolve) => upstream.listen(port, '127.0.0.1', resolve));
  });

  test('an answer that ends too early is cut, never completed falsely', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': '1000' });
      res.write('half');
      setTimeout(() => res.socket?.destroy(), 50);
    };
    await expect(dav('GET', url, credentials)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  test('a client that goes away ends the request upstream', async () => {
    const gone = new Promise<void>((resolve) => {
      answer = (req) => {
        req.on('close', () => resolve());
        req.resume();
      };
    });
    const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    const request = http.request(url, { method: 'PUT', headers: { authorization, 'content-length': 1_000_000 } });
    request.on('error', () => undefined);
    request.write('x');
    setTimeout(() => request.destroy(), 200);
    await gone;
  });
});

import { readFileSync } from 'node:fs';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dav } from './support/dav.ts';
import { CHUNK, pour, SIZE, swallow } from './support/stub-bodies.ts';
import { startStubUpstream, type StubUpstream } from './support/stub-upstream.ts';

let stub: StubUpstream;

beforeAll(async () => {
  stub = await startStubUpstream({ CALDAV_UPSTREAM_TIMEOUT_SECONDS: '4', CALDAV_MAX_OBJECT_MB: '300' });
}, 60_000);
afterAll(() => stub.stop());

/** Largest resident memory of the server while `work` runs, above what it is before, in MB. */
async function memoryGrowth(work: () => Promise<unknown>): Promise<number> {
  const { pid } = stub.constellation.parts().server.identity;
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
    const authorization = `Basic ${Buffer.from(`${stub.credentials.user}:${stub.credentials.password}`).toString('base64')}`;
    const request = http.request(stub.url, { method: 'PUT', headers: { authorization, 'content-length': size } }, (response) => {
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
    const authorization = `Basic ${Buffer.from(`${stub.credentials.user}:${stub.credentials.password}`).toString('base64')}`;
    http
      .get(stub.url, { headers: { authorization } }, (response) => {
        let received = 0;
        response.on('data', (chunk: Buffer) => (received += chunk.length));
        response.on('end', () => resolve(received));
        response.on('error', reject);
      })
      .on('error', reject);
  });
}

describe('bodies are streamed', () => {
  beforeAll(async () => {
    stub.answer = swallow;
    await put(1024 * 1024);
  });

  test('a PUT of 200 MB costs less than 40 MB of memory', async () => {
    stub.answer = swallow;
    const grown = await memoryGrowth(async () => expect(await put(SIZE)).toBe(201));
    expect(grown).toBeLessThan(40);
  });

  test('a GET of 200 MB costs less than 40 MB of memory', async () => {
    stub.answer = pour;
    const grown = await memoryGrowth(async () => expect(await get()).toBe(SIZE));
    expect(grown).toBeLessThan(40);
  });

  test('an upstream that reads slowly holds back the client (back-pressure)', async () => {
    let received = 0;
    stub.answer = (req, res) => {
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
    stub.answer = (_req, res) => {
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
    const got = await dav('PROPFIND', stub.url, stub.credentials);
    expect(got.status).toBe(207);
    expect(got.headers).toMatchObject(passed);
    for (const name of ['set-cookie', 'server', 'x-powered-by', 'x-hop']) expect(got.headers).not.toHaveProperty(name);
  });

  test.each([200, 201, 204, 207, 301, 304, 400, 403, 404, 405, 409, 412, 415, 423, 500, 507])('status %i', async (status) => {
    stub.answer = (_req, res) => res.writeHead(status).end();
    expect((await dav('PROPFIND', stub.url, stub.credentials)).status).toBe(status);
  });

  test('the request reaches the upstream with its identity, target and headers, and without credentials', async () => {
    let seen: http.IncomingMessage | undefined;
    stub.answer = (req, res) => {
      seen = req;
      res.writeHead(204).end();
    };
    const target = `${stub.url}?q=%41&x=@`;
    const headers = {
      depth: '1',
      prefer: 'return=minimal',
      'if-schedule-tag-match': '"t"',
      brief: 't',
      cookie: 'a=b',
      'x-apple-thing': '1',
    };
    await dav('REPORT', target, { ...stub.credentials, headers });
    expect(seen?.url).toBe(target.slice(stub.constellation.url.length));
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

import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import * as bodies from './support/dav-bodies.ts';
import { instance, PFX } from './support/instance.ts';
import { putEvent, request, whoAmI } from './support/people.ts';
import { exchange, RawConnection } from './support/raw-client.ts';

/** Group H: requests that cost much to answer, and many of them. */
const { attack } = attacks();
const MB = 1_048_576;
const IDLE_MS = 2000;

const residentMb = (): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${instance.server.pid}/status`, 'utf8'))?.[1]) / 1024;

attack(
  'H1: a PUT that says it is larger than 25 MB, or a REPORT than 10 MB, is 413 before its body is sent',
  async ({ alice, recorder }) => {
    for (const [method, length] of [
      ['PUT', 25 * MB + 1],
      ['REPORT', 10 * MB + 1],
    ] as const) {
      const { answers } = await exchange(request(method, `${alice.calendar}h1.ics`, [alice.basic, `Content-Length: ${length}`]));
      expect(answers.map(({ status }) => status)).toEqual([413]);
    }
    expect(recorder.messages).toEqual([]);
  },
);

attack('H1: a chunked PUT that becomes larger than 25 MB is 413 at the limit, and nothing of it is stored', async ({ alice, recorder }) => {
  const connection = new RawConnection();
  connection.send(request('PUT', `${alice.calendar}h1.ics`, [alice.basic, 'Transfer-Encoding: chunked']));
  const chunk = `${MB.toString(16)}\r\n${'a'.repeat(MB)}\r\n`;
  for (let sent = 0; sent < 27 && connection.answers.length === 0 && !connection.isClosed; sent++) {
    connection.send(chunk);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await connection.wait(1);
  expect(connection.answers.map(({ status }) => status)).toEqual([413]);
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(recorder.messages).toEqual([]);
  expect((await alice.ask('GET', `${alice.calendar}h1.ics`)).status).toBe(404);
});

attack.each(['gzip', 'deflate', 'br', 'gzip, identity', 'x'])(
  'H2: Content-Encoding: %s is 415 and reaches nobody',
  async (coding, { alice, recorder }) => {
    const headers = [`Content-Encoding: ${coding}`, 'Content-Type: text/calendar'];
    expect((await alice.ask('PUT', `${alice.calendar}h2.ics`, { headers, body: event('h2') })).status).toBe(415);
    expect(recorder.messages).toEqual([]);
  },
);

const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
const doctypes = {
  'billion laughs': `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`,
  'an external file': '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
  'an external address': '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.0.0.1:5432/">]>',
  'an external DTD': '<!DOCTYPE x SYSTEM "http://127.0.0.1:5432/x.dtd">',
  'a parameter entity': '<?xml version="1.0"?><!-- x --><?pi x?>\n<!doctype x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>',
};
attack.each(Object.keys(doctypes))('H3: XML with %s is 400 and reaches nobody', async (what, { alice, recorder }) => {
  const body = `${doctypes[what as keyof typeof doctypes]}<propfind xmlns="DAV:"><prop><displayname>&l9;</displayname></prop></propfind>`;
  for (const method of ['PROPFIND', 'REPORT', 'PROPPATCH', 'ACL', 'MKCALENDAR', 'LOCK'])
    expect([method, (await alice.ask(method, `${alice.home}h3/`, { headers: ['Depth: 0'], body })).status]).toEqual([method, 400]);
  const wide = Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${body}`, 'utf16le').toString('latin1');
  expect((await alice.ask('PROPFIND', alice.home, { body: wide })).status).toBe(400);
  expect(recorder.messages).toEqual([]);
});

const heavy = {
  'elements 20,000 deep': `<propfind xmlns="DAV:"><prop>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</prop></propfind>`,
  '20,000 attributes': `<propfind xmlns="DAV:" ${Array.from({ length: 20_000 }, (_, n) => `a${n}=""`).join(' ')}><prop/></propfind>`,
  '5,000 hrefs': bodies.multiget(...Array.from({ length: 5000 }, (_, n) => `${PFX}/alice%40example.com/calendar/${n}.ics`)),
};
attack.each(Object.keys(heavy))(
  'H4: XML with %s costs bounded memory and time',
  async (what, { alice }) => {
    const before = residentMb();
    const body = heavy[what as keyof typeof heavy];
    for (const method of ['REPORT', 'PROPPATCH', 'ACL']) {
      const { status } = await alice.ask(method, alice.home, { headers: ['Depth: 0'], body, timeoutMs: 20_000 });
      expect([200, 207, 400, 403, 404, 413]).toContain(status);
    }
    expect(residentMb() - before).toBeLessThan(100);
  },
  { timeoutMs: 60_000 },
);

attack.each(['infinity', 'Infinity', ' INFINITY '])(
  'H5: PROPFIND with Depth: %s is 403 propfind-finite-depth and reaches nobody',
  async (depth, { alice, recorder }) => {
    for (const path of [`${PFX}/`, alice.home, alice.calendar]) {
      const answer = await alice.ask('PROPFIND', path, { headers: [`Depth: ${depth}`], body: bodies.allprop });
      expect([answer.status, answer.body.includes('propfind-finite-depth')]).toEqual([403, true]);
    }
    expect(recorder.messages).toEqual([]);
  },
);

attack('H8: a body that stops coming is 408 after the idle time and held no place upstream', async ({ alice, recorder }) => {
  const begin = performance.now();
  const slow = Array.from({ length: 20 }, () => {
    const connection = new RawConnection();
    connection.send(`${request('PUT', `${alice.calendar}h8.ics`, [alice.basic, 'Content-Length: 1000'])}BEGIN`);
    return connection;
  });
  expect((await whoAmI(alice)).status).toBe(207);
  for (const connection of slow) expect((await connection.wait(1)).answers.map(({ status }) => status)).toEqual([408]);
  expect(performance.now() - begin).toBeGreaterThan(IDLE_MS - 100);
  expect(recorder.messages.map(({ method }) => method)).toEqual(['PROPFIND']);
});

/** The time below which 95 % of the answers came. */
const p95 = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Infinity;

attack(
  "H10: one person's hundred slow requests do not hold up another, who is never refused",
  async ({ alice, bob, recorder }) => {
    recorder.delayMs = ({ user }) => (user === alice.email ? 300 : 0);
    const many = Array.from({ length: 100 }, () => whoAmI(alice, { timeoutMs: 25_000 }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const times: number[] = [];
    for (let i = 0; i < 40; i++) {
      const begin = performance.now();
      expect((await whoAmI(bob)).status).toBe(207);
      times.push(performance.now() - begin);
    }
    expect(p95(times)).toBeLessThan(1000);
    const answers = await Promise.all(many);
    for (const answer of answers)
      expect(answer.status === 207 || (answer.status === 503 && answer.field('retry-after') !== undefined)).toBe(true);
    expect(answers.filter(({ status }) => status === 207).length).toBeGreaterThan(4);
    expect(recorder.mostAtOnce.get(alice.email)).toBe(4);
  },
  { callers: ({ bob }) => [bob.email], failures: [503], timeoutMs: 60_000 },
);

attack('H11: a thousand idle connections leave room for the next request', async ({ alice }) => {
  const before = residentMb();
  const idle = Array.from({ length: 1000 }, () => new RawConnection());
  await Promise.all(
    idle.map(({ socket }) => new Promise<void>((resolve) => socket.once('connect', () => resolve()).once('error', () => resolve()))),
  );
  expect((await whoAmI(alice)).status).toBe(207);
  expect(residentMb() - before).toBeLessThan(100);
  for (const connection of idle) connection.close();
});

attack(
  'H12: a target or header made for a slow regular expression is answered at once',
  async ({ alice }) => {
    const baits = [
      'Destination: ' + `${PFX}/` + 'a/'.repeat(4000),
      `If: ${'('.repeat(8000)}`,
      `If: ${'<a> '.repeat(2000)}`,
      `Connection: ${', '.repeat(4000)}`,
      `Cookie: ${'=;'.repeat(4000)}`,
    ];
    for (const line of baits) {
      const begin = performance.now();
      await alice.ask('MOVE', `${alice.calendar}h12.ics`, { headers: [line] });
      expect(performance.now() - begin).toBeLessThan(2000);
    }
    for (const prolog of [' '.repeat(60_000), '<!--'.repeat(15_000), '<?a?>'.repeat(800) + '<?'.repeat(20_000)]) {
      const begin = performance.now();
      await alice.ask('PROPFIND', alice.home, { body: prolog });
      expect(performance.now() - begin).toBeLessThan(2000);
    }
    await putEvent(alice, `${alice.calendar}h12.ics`, event('h12'));
  },
  { failures: [502] },
);

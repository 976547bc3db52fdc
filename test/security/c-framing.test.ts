import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import { PFX } from './support/instance.ts';
import { fieldOf } from './support/message-reader.ts';
import { host, putEvent, request, whoAmI, WHO_AM_I, type Person } from './support/people.ts';
import { exchange, RawConnection } from './support/raw-client.ts';

/** Group C: messages whose end two parsers see at different places, and what belongs to one hop only. */
const { attack } = attacks();

const HIDDEN = (person: Person): string => `DELETE ${person.calendar}hidden.ics HTTP/1.1\r\nHost: ${host}\r\n${person.basic}\r\n\r\n`;

/** A PUT of alice's whose framing is `lines`. */
const framed = (alice: Person, lines: readonly string[], body = ''): string =>
  [`PUT ${alice.calendar}c.ics HTTP/1.1`, `Host: ${host}`, alice.basic, 'Content-Type: text/calendar', ...lines, '', body].join('\r\n');

/** Refused by the parser, the connection closed, and nothing of it upstream. */
function torn(number: string, cases: Readonly<Record<string, readonly string[]>>, statuses: readonly number[] = [400]): void {
  attack.each(Object.keys(cases))(
    `${number}: %s is refused, and what follows is not read as a request`,
    async (what, { alice, recorder }) => {
      await putEvent(alice, `${alice.calendar}hidden.ics`, event('hidden'));
      recorder.reset();
      const { answers, isClosed } = await exchange(framed(alice, cases[what] ?? [], `0\r\n\r\n${HIDDEN(alice)}`), {
        expect: 2,
        timeoutMs: 3000,
      });
      expect(answers.map(({ status }) => statuses.includes(status))).toEqual([true]);
      expect(isClosed).toBe(true);
      expect(recorder.messages).toEqual([]);
      expect((await alice.ask('GET', `${alice.calendar}hidden.ics`)).status).toBe(200);
    },
  );
}

torn('C1', {
  'Content-Length before Transfer-Encoding': ['Content-Length: 5', 'Transfer-Encoding: chunked'],
  'Transfer-Encoding before Content-Length': ['Transfer-Encoding: chunked', 'Content-Length: 5'],
  'chunked twice': ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
  'chunked, chunked': ['Transfer-Encoding: chunked, chunked'],
});
torn('C2', {
  'two lengths': ['Content-Length: 4', 'Content-Length: 5'],
  'the same length twice': ['Content-Length: 5', 'Content-Length: 5'],
  ...Object.fromEntries(
    ['+3', '-1', '0x3', '3,3', '', '99999999999999999999', '3 3', '3.0'].map((value) => [
      `the length "${value}"`,
      [`Content-Length: ${value}`],
    ]),
  ),
});
torn(
  'C3',
  Object.fromEntries(
    ['xchunked', 'chunked, identity', 'identity', '\x0bchunked', 'chunked;x', '"chunked"', 'gzip, deflate'].map((value) => [
      `the coding ${JSON.stringify(value)}`,
      [`Transfer-Encoding: ${value}`],
    ]),
  ),
  [400, 501],
);
torn('C4', {
  'a space before the colon': ['Transfer-Encoding : chunked'],
  'a folded line': ['X-Own: 1', ' Transfer-Encoding: chunked', 'Content-Length: 0'],
  'no colon': ['X-Own', 'Content-Length: 0'],
  'no name': [': 1', 'Content-Length: 0'],
  'a bare LF': ['X-Own: 1\nTransfer-Encoding: chunked'],
  'a bare CR': ['X-Own: 1\rX-Forwarded-User: bob', 'Content-Length: 0'],
  'a NUL': ['X-Own: a\0b', 'Content-Length: 0'],
});

attack("C5: a GET's body that is a request is never executed", async ({ alice, recorder }) => {
  await putEvent(alice, `${alice.calendar}hidden.ics`, event('hidden'));
  recorder.reset();
  const hidden = HIDDEN(alice);
  const { answers } = await exchange(
    request('GET', `${alice.calendar}hidden.ics`, [alice.basic, `Content-Length: ${hidden.length}`]) + hidden,
    {
      expect: 2,
      timeoutMs: 300,
    },
  );
  expect(answers.map(({ status }) => status)).toEqual([200]);
  expect(recorder.messages.map(({ method, body }) => [method, body])).toEqual([['GET', hidden]]);
  expect((await alice.ask('GET', `${alice.calendar}hidden.ics`)).status).toBe(200);
});

attack.each(['DELETE', 'OPTIONS', 'GET', 'HEAD', 'UNLOCK'])(
  'C6: a chunked %s whose body hides a request is one message (GHSA-ggv3-7p47-pfv8)',
  async (method, { alice, recorder }) => {
    await putEvent(alice, `${alice.calendar}hidden.ics`, event('hidden'));
    recorder.reset();
    const hidden = HIDDEN(alice);
    const chunked = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
    const bytes = `${request(method, `${alice.calendar}no.ics`, [alice.basic, 'Transfer-Encoding: chunked'])}${chunked}`;
    const { answers } = await exchange(bytes, { expect: 2, timeoutMs: 300, isHead: method === 'HEAD' });
    expect(answers).toHaveLength(1);
    expect(recorder.messages.map(({ method: sent }) => sent)).toEqual([method]);
    expect((await alice.ask('GET', `${alice.calendar}hidden.ics`)).status).toBe(200);
  },
);

const chunks = {
  'a size beyond 64 bits': 'FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n',
  'a negative size': '-1\r\nx\r\n0\r\n\r\n',
  'a size with 0x': '0x1\r\nx\r\n0\r\n\r\n',
  'LF in an extension': '1;a\nb\r\nx\r\n0\r\n\r\n',
  'a size ended by LF': '1\nx\r\n0\r\n\r\n',
  'an extension of 20 KB': `1;${'a'.repeat(20_000)}\r\nx\r\n0\r\n\r\n`,
  'more data than its size': '1\r\nxyz\r\n0\r\n\r\n',
};
attack.each(Object.keys(chunks))('C7: a chunk with %s is refused and reaches nobody', async (what, { alice, recorder }) => {
  const body = chunks[what as keyof typeof chunks];
  const { answers } = await exchange(framed(alice, ['Transfer-Encoding: chunked'], body), { expect: 2, timeoutMs: 3000 });
  expect(answers.map(({ status }) => [400, 413].includes(status))).toEqual([true]);
  expect(recorder.messages).toEqual([]);
});

const hosts = {
  two: ['Host: a', 'Host: b'],
  none: [],
  'one with a space': ['Host: a b'],
  'one with a person': ['Host: a@b'],
  'one with a path': ['Host: a/b'],
};
attack.each(Object.keys(hosts))(
  'C8: a request with Host fields: %s is refused with 400 and reaches nobody',
  async (what, { alice, recorder }) => {
    const lines = hosts[what as keyof typeof hosts];
    const { answers } = await exchange(
      [`PROPFIND ${alice.home} HTTP/1.1`, ...lines, alice.basic, 'Content-Length: 0', '', ''].join('\r\n'),
    );
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(recorder.messages).toEqual([]);
  },
);

attack.each(['websocket', 'h2c', 'TLS/1.2'])('C9: Upgrade: %s opens no tunnel', async (protocol, { alice, recorder }) => {
  const connection = new RawConnection();
  const lines = [alice.basic, 'Connection: Upgrade, HTTP2-Settings', `Upgrade: ${protocol}`, 'HTTP2-Settings: AAA', 'Depth: 0'];
  connection.send(request('PROPFIND', alice.home, lines, WHO_AM_I));
  const { answers, interim } = await connection.wait(1);
  expect([answers[0]?.status, interim]).toEqual([207, []]);
  connection.send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  await connection.wait(2, 1000);
  connection.close();
  expect(recorder.messages).toHaveLength(1);
  for (const name of ['upgrade', 'http2-settings']) expect(recorder.messages[0] && fieldOf(recorder.messages[0], name)).toBeUndefined();
});

attack.each(['X-HTTP-Method-Override: DELETE', 'X-Method-Override: DELETE', 'X-HTTP-Method: DELETE', '_method: DELETE'])(
  'C10: POST with %s removes nothing',
  async (line, { alice }) => {
    const path = `${alice.calendar}c10.ics`;
    await putEvent(alice, path, event('c10'));
    for (const query of ['', '?_method=DELETE'])
      expect((await alice.ask('POST', path + query, { headers: [line], body: '_method=DELETE' })).status).toBeGreaterThanOrEqual(400);
    expect((await alice.ask('GET', path)).status).toBe(200);
  },
);

attack(
  'C11: two people who alternate 500 times on one connection are never taken for one another',
  async ({ alice, bob, recorder }) => {
    const connection = new RawConnection();
    const turns = Array.from({ length: 500 }, (_, turn) => (turn % 2 === 0 ? alice : bob));
    // half of them one after the other, half pipelined by ten
    for (let turn = 0; turn < turns.length;) {
      const batch = turns.slice(turn, turn + (turn < 250 ? 1 : 10));
      connection.send(batch.map(({ basic }) => request('PROPFIND', `${PFX}/`, [basic, 'Depth: 0'], WHO_AM_I)).join(''));
      turn += batch.length;
      await connection.wait(turn);
    }
    expect(connection.answers.map(({ body }) => /%40|@/.test(body) && [alice, bob].find(({ home }) => body.includes(home))?.email)).toEqual(
      turns.map(({ email }) => email),
    );
    expect(recorder.messages.map(({ user }) => user).sort()).toEqual(turns.map(({ email }) => email).sort());
    connection.close();
  },
  { callers: ({ bob }) => [bob.email] },
);

attack('C12: 17 KB of header fields or a cookie of 16 KB are refused with 431', async ({ alice, recorder }) => {
  const many = Array.from({ length: 200 }, (_, index) => `X-Field-${index}: ${'a'.repeat(80)}`);
  for (const headers of [many, [`X-Long: ${'a'.repeat(17_000)}`], [`Cookie: a=${'b'.repeat(16_384)}`]])
    expect((await whoAmI(alice, { headers })).status).toBe(431);
  expect(recorder.messages).toEqual([]);
});

attack('C12: a field beyond the hundredth is not let through unseen', async ({ alice, recorder }) => {
  const filler = Array.from({ length: 101 }, (_, index) => `X-F${index}: 1`);
  const answer = await whoAmI(alice, { headers: [...filler, 'X-Forwarded-User: bob%40example.com', 'X-Remote-User: bob'] });
  expect(answer.status === 207 ? answer.body.includes(alice.home) : [400, 431].includes(answer.status)).toBe(true);
  expect(JSON.stringify(recorder.messages)).not.toContain('bob');
});

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const scripted: Readonly<Record<string, { bytes: string; end?: boolean }>> = {
  'two answers': { bytes: `${OK}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON` },
  'a bad chunk': { bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nPOISON\r\n' },
  'a body that ends too early': { bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf', end: true },
  '101 Switching Protocols': { bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPOISON' },
  'a header of 1 MB': { bytes: `HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(1_048_576)}\r\nContent-Length: 2\r\n\r\nok` },
  'no HTTP': { bytes: 'SSH-2.0-POISON\r\n\r\n', end: true },
};
attack.each(Object.keys(scripted))(
  'C13: an upstream that answers with %s harms nobody else',
  async (what, { alice, recorder }) => {
    await recorder.play(() => scripted[what]);
    const { answers, isClosed } = await exchange(request('PROPFIND', alice.home, [alice.basic, 'Depth: 0'], WHO_AM_I), { timeoutMs: 2000 });
    await recorder.play(undefined);
    const status = answers[0]?.status;
    expect(status === 502 || (status === undefined && isClosed) || (what === 'two answers' && answers[0]?.body === 'ok')).toBe(true);
    const next = await Promise.all(Array.from({ length: 5 }, () => whoAmI(alice)));
    for (const answer of next) expect([answer.status, answer.text.includes('POISON')]).toEqual([207, false]);
  },
  { failures: [502], unanswered: 2 },
);

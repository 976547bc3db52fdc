import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import { PFX } from './support/instance.ts';
import { fieldOf } from './support/message-reader.ts';
import { principals } from './support/oracles.ts';
import { putEvent, request, whoAmI } from './support/people.ts';
import { tellRadicale } from './support/radicale.ts';
import { exchange } from './support/raw-client.ts';
import { signedRequest, toDavical } from './support/signed-request.ts';

/** Group A: a client says who it is by the headers with which the proxy tells the CalDAV server. */
const { attack } = attacks();
const BOB = 'bob%40example.com';

attack('A1: X-Forwarded-User of a client is dropped', async ({ alice, recorder }) => {
  const headers = [`X-Forwarded-User: ${BOB}`, 'X-Forwarded-Name: Bob', 'X-Forwarded-Signature: v1=00', 'X-Forwarded-Timestamp: 0'];
  expect((await alice.ask('GET', alice.calendar, { headers })).status).toBe(200);
  expect((await whoAmI(alice, { headers })).body).toContain(alice.home);
  expect(recorder.messages.map(({ user }) => user)).toEqual([alice.email, alice.email]);
});

attack('A2: a name that a CGI reads as X-Forwarded-User is refused with 400 and reaches nobody', async ({ alice, recorder }) => {
  for (const name of ['X_Forwarded_User', 'x-forwarded_user', 'X-Forwarded.User', 'X-Forwarded-User!', 'X_Remote_User', 'X~Script~Name'])
    expect([name, (await whoAmI(alice, { headers: [`${name}: ${BOB}`] })).status]).toEqual([name, 400]);
  expect(recorder.messages).toEqual([]);
});

attack('A3: a PUT with Expect: 100-continue is answered 100 here and made as its own caller', async ({ alice, recorder }) => {
  const path = `${alice.calendar}a3.ics`;
  const body = event('a3');
  const lines = [alice.basic, alice.cookie, 'Expect: 100-continue', `X-Forwarded-User: ${BOB}`, 'Content-Type: text/calendar'];
  const head = request('PUT', path, [...lines, `Content-Length: ${body.length}`]);
  const { interim, answers } = await exchange(head, { afterInterim: body });
  expect({ interim, status: answers[0]?.status }).toEqual({ interim: [100], status: 201 });
  expect(recorder.messages.map(({ user, method, body: sent }) => ({ user, method, sent }))).toEqual([
    { user: alice.email, method: 'PUT', sent: body },
  ]);
  expect((await alice.ask('GET', path)).body).toBe(body);
});

const steering = [
  ...['X-Remote-User', 'Remote-User', 'X-Script-Name', 'X-Forwarded-Prefix', 'X-Forwarded-Email', 'X-Auth-Request-User', 'X-Original-URL'],
  ...['X-Rewrite-URL', 'Forwarded', 'Via', 'X-Real-IP', 'Ticket', 'X-DAViCal-Testcase', 'X-DAViCal-Flush-Cache', 'X-HTTP-Method-Override'],
];

attack.each(steering)('A4: %s does not go upstream', async (name, { alice, recorder }) => {
  const answer = await whoAmI(alice, { headers: [`${name}: ${BOB}`] });
  expect(answer.status).toBe(207);
  expect(answer.body).toContain(alice.home);
  expect(recorder.messages.map((message) => fieldOf(message, name.toLowerCase()))).toEqual([undefined]);
});

attack('A5: Connection cannot name the identity headers away, nor be handed on', async ({ alice, recorder }) => {
  const named = 'Connection: close, X-Forwarded-User, X-Forwarded-Signature, X-Own';
  const answer = await whoAmI(alice, {
    headers: [named, 'X-Own: 1', 'Keep-Alive: timeout=1', 'TE: trailers', 'Proxy-Authorization: Basic eDp5'],
  });
  expect(answer.status).toBe(207);
  expect(recorder.messages).toHaveLength(1);
  for (const name of ['x-own', 'keep-alive', 'te']) expect(recorder.messages[0] && fieldOf(recorder.messages[0], name)).toBeUndefined();
});

attack('A6: X-Forwarded-For of somebody who is no trusted proxy is not believed in the access log', async ({ alice, logs }) => {
  expect((await whoAmI(alice, { headers: ['X-Forwarded-For: 10.9.8.7', 'X-Real-IP: 10.9.8.7', 'Forwarded: for=10.9.8.7'] })).status).toBe(
    207,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const line = logs.readNew().get('server.log') ?? '';
  expect(line).toMatch(/"client":"(::ffff:)?127\.0\.0\.1"|"client":"::1"/);
  expect(line).not.toContain('10.9.8.7');
});

attack('A7: a foreign Host or X-Forwarded-Host appears in no answer and not upstream', async ({ alice, recorder }) => {
  const headers = ['Host: evil.example', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https', 'Forwarded: host=evil.example'];
  const answers = [
    await alice.ask('MKCALENDAR', `${alice.home}a7/`, { headers }),
    await alice.ask('PROPFIND', alice.home, { headers: [...headers, 'Depth: 1'] }),
    await alice.ask('POST', `${alice.calendar}?add_member`, { headers: [...headers, 'Content-Type: text/calendar'], body: event('a7') }),
    await alice.ask('PROPFIND', '/.well-known/caldav', { headers }),
    await alice.ask('GET', PFX, { headers }),
    await alice.ask('GET', '/api/v1.0/authenticate/', { headers, anonymous: true }),
  ];
  for (const answer of answers) expect(answer.text).not.toContain('evil');
  expect(answers.map(({ status }) => status)).toEqual([201, 207, 201, 301, 301, 302]);
  expect(answers[3]?.field('location')).toBe(`${PFX}/`);
  expect(JSON.stringify(recorder.messages)).not.toContain('evil');
});

attack('A8: DAViCal itself takes no request without our signature over this very request', async ({ alice, bob }) => {
  const before = await principals();
  const signed = { method: 'PROPFIND', target: alice.home, email: alice.email };
  const forged: Record<string, string> = {
    'no signature': request('PROPFIND', alice.home, [`X-Forwarded-User: ${BOB}`, 'Depth: 0']),
    'no user': request('PROPFIND', alice.home, ['Depth: 0']),
    'too old': signedRequest(signed, { ageSeconds: 62 }),
    'too new': signedRequest(signed, { ageSeconds: -62 }),
    'another method': signedRequest(signed, { sent: { method: 'DELETE' } }),
    'another target': signedRequest(signed, { sent: { target: bob.home } }),
    'another spelling': signedRequest(signed, { sent: { target: alice.home.replace('%40', '@') } }),
    'another user': signedRequest(signed, { sent: { email: bob.email } }),
    'another Destination': signedRequest({ ...signed, method: 'MOVE' }, { sent: { destination: bob.event } }),
    'the service': signedRequest(signed, { kind: 'v1s', signedKind: 'v1' }),
    'a new person': signedRequest({ ...signed, email: 'nobody@example.org' }, { sent: { email: 'newcomer@example.org' } }),
  };
  const statuses = await Promise.all(Object.entries(forged).map(async ([what, bytes]) => [what, (await toDavical(bytes)).status] as const));
  for (const [what, status] of statuses) expect([what, status]).toEqual([what, what.startsWith('no ') ? 401 : 403]);
  expect((await toDavical(signedRequest(signed))).status).toBe(207);
  expect(await principals()).toEqual(before);
});

attack('A8: X-Forwarded-Host is not signed and has no effect on DAViCal', async ({ alice }) => {
  const signed = { method: 'PROPFIND', target: alice.home, email: alice.email };
  const answer = await toDavical(signedRequest(signed, { lines: ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https'] }));
  expect(answer.status).toBe(207);
  expect(answer.text).not.toContain('evil');
});

attack(
  'A9: a recorded message can be repeated for a minute (documented), but one with If-Match changes nothing',
  async ({ alice, recorder }) => {
    const path = `${alice.calendar}a9.ics`;
    const etag = (await putEvent(alice, path, event('a9', 'first'))).field('etag') ?? '';
    const headers = [`If-Match: ${etag}`, 'Content-Type: text/calendar'];
    expect((await alice.ask('PUT', path, { headers, body: event('a9', 'second') })).status).toBe(204);
    const recorded = recorder.messages.at(-1);
    const newest = (await putEvent(alice, path, event('a9', 'third'))).field('etag');
    const lines = recorded?.fields.map(([name, value]) => `${name}: ${value}`) ?? [];
    expect((await toDavical([recorded?.start, ...lines, '', recorded?.body].join('\r\n'))).status).toBe(412);
    expect((await alice.ask('GET', path)).field('etag')).toBe(newest);
  },
);

attack('A10: Radicale is told exactly one X-Remote-User and X-Script-Name', async ({ alice, recorder }) => {
  const { told, refused } = await tellRadicale(recorder, alice, BOB);
  expect(refused).toEqual([400, 400]);
  expect(told).toEqual([{ users: [alice.email], scripts: [PFX], others: ['x-remote-user'] }]);
});

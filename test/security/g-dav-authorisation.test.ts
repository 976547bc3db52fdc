import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import * as bodies from './support/dav-bodies.ts';
import { PFX } from './support/instance.ts';
import { inventory, putEvent, type Person, type Victim } from './support/people.ts';
import type { Answer } from './support/raw-client.ts';
import type { Scene } from './support/oracles.ts';

/** Group G: what somebody may do to calendars that are not theirs, and to their own. */
const { attack } = attacks();

const ICS = ['Content-Type: text/calendar'];
const denied = [403, 404];

type Try = (alice: Person, bob: Victim) => Promise<Answer>;
const ask =
  (method: string, where: 'event' | 'calendar' | 'home', headers: readonly string[] = [], body = '', below = ''): Try =>
  (alice, bob) =>
    alice.ask(method, bob[where] + below, { headers, body });

const tries: Readonly<Record<string, Try>> = {
  GET: ask('GET', 'event'),
  HEAD: ask('HEAD', 'event'),
  'GET of the calendar': ask('GET', 'calendar'),
  'PROPFIND of the event': ask('PROPFIND', 'event', ['Depth: 0'], bodies.allprop),
  'PROPFIND of the calendar': ask('PROPFIND', 'calendar', ['Depth: 1'], bodies.allprop),
  'calendar-query': ask('REPORT', 'calendar', ['Depth: 1'], bodies.calendarQuery),
  'calendar-query of the home': ask('REPORT', 'home', ['Depth: infinity'], bodies.calendarQuery),
  'calendar-multiget': (alice, bob) => alice.ask('REPORT', bob.calendar, { body: bodies.multiget(bob.event) }),
  'sync-collection': ask('REPORT', 'calendar', ['Depth: 0'], bodies.syncCollection),
  'free-busy-query': ask('REPORT', 'calendar', ['Depth: 1'], bodies.freeBusy),
  'PUT over the event': ask('PUT', 'event', ICS, event('secret')),
  'PUT beside it': ask('PUT', 'calendar', ICS, event('new'), 'new.ics'),
  'POST ?add-member': ask('POST', 'calendar', ICS, event('added'), '?add-member'),
  'PROPPATCH of the calendar': ask('PROPPATCH', 'calendar', [], bodies.proppatch('<displayname>mine</displayname>')),
  'PROPPATCH of the home': ask('PROPPATCH', 'home', [], bodies.proppatch('<displayname>mine</displayname>')),
  LOCK: ask('LOCK', 'event', ['Timeout: Second-60', 'Depth: 0'], bodies.lock),
  UNLOCK: ask('UNLOCK', 'event', ['Lock-Token: <opaquelocktoken:00000000-0000-0000-0000-000000000000>']),
  ACL: ask('ACL', 'calendar', [], bodies.acl({ principal: '<self/>', privileges: ['all'] })),
  MKCALENDAR: ask('MKCALENDAR', 'home', [], '', 'new/'),
  MKCOL: ask('MKCOL', 'home', [], '', 'new/'),
  'DELETE of the event': ask('DELETE', 'event'),
  'DELETE of the calendar': ask('DELETE', 'calendar'),
  'DELETE of the home': ask('DELETE', 'home'),
};

attack.each(Object.keys(tries))(
  "G1: %s on somebody else's calendar is 403 or 404 and shows nothing",
  async (name, { alice, bob }) => {
    const before = await inventory(bob);
    expect(denied).toContain((await tries[name]?.(alice, bob))?.status);
    expect(await inventory(bob)).toEqual(before);
  },
  { callers: ({ bob }) => [bob.email] },
);

attack("G1: a multiget of one's own calendar shows nothing of another's", async ({ alice, bob }) => {
  const twisted = [
    bob.event,
    bob.event.replace('%40', '@'),
    `${alice.calendar}../../${bob.event.slice(PFX.length + 1)}`,
    bob.event.slice(PFX.length),
  ];
  const answer = await alice.ask('REPORT', alice.calendar, { body: bodies.multiget(...twisted) });
  expect([207, 400, 403, 404]).toContain(answer.status);
  expect(answer.body).not.toContain('BEGIN:VEVENT');
});

attack.each(['MOVE', 'COPY'])(
  "G2: %s into and out of somebody else's calendar changes neither side",
  async (method, { alice, bob }) => {
    const own = `${alice.calendar}g2.ics`;
    const [etag, before] = [(await putEvent(alice, own, event('g2'))).field('etag'), await inventory(bob)];
    const pairs = [
      [own, `${bob.calendar}g2.ics`],
      [own, bob.event],
      [bob.event, `${alice.calendar}stolen.ics`],
      [bob.calendar, `${alice.home}stolen/`],
      [alice.calendar, `${bob.home}given/`],
    ] as const;
    for (const [from, to] of pairs) {
      const answer = await alice.ask(method, from, { headers: [`Destination: ${to}`, 'Overwrite: T'] });
      expect([method, from, to, [403, 404, 405].includes(answer.status)]).toEqual([method, from, to, true]);
    }
    expect(await inventory(bob)).toEqual(before);
    expect((await alice.ask('GET', own)).field('etag')).toBe(etag);
    expect((await alice.ask('GET', `${alice.calendar}stolen.ics`)).status).toBe(404);
  },
  { callers: ({ bob }) => [bob.email] },
);

const rights: Readonly<Record<string, readonly string[]>> = { read: ['read'], write: ['read', 'write-content', 'bind', 'unbind'] };

/** Alice lets bob into a calendar of hers by ACL, which its owner may. */
async function shared(
  { alice, bob }: Scene,
  right: 'read' | 'write',
): Promise<{ calendar: string; event: string; revoke(): Promise<Answer> }> {
  const calendar = `${alice.home}shared-${right}-${Date.now()}/`;
  expect((await alice.ask('MKCALENDAR', calendar)).status).toBe(201);
  const path = `${calendar}one.ics`;
  expect((await putEvent(alice, path, event(`one-${right}-${Date.now()}`))).status).toBe(201);
  const grant = { principal: `<href>${bob.home}</href>`, privileges: rights[right] ?? [] };
  expect((await alice.ask('ACL', calendar, { body: bodies.acl(grant) })).status).toBe(200);
  expect((await bob.ask('GET', path)).status).toBe(200);
  const none = { ...grant, privileges: [] };
  return { calendar, event: path, revoke: () => alice.ask('ACL', calendar, { body: bodies.acl(none) }) };
}

const asBob = { callers: ({ bob }: Scene) => [bob.email] };

attack(
  'G5: who may only read cannot write, rename, remove, lock or let others in',
  async (scene) => {
    const { alice, bob } = scene;
    const { calendar, event: path } = await shared(scene, 'read');
    const before = await alice.ask('PROPFIND', calendar, { headers: ['Depth: 1'], body: bodies.propfind('getetag', 'displayname') });
    const answers = [
      await putEvent(bob, path, event('two')),
      await putEvent(bob, `${calendar}new.ics`, event('three')),
      await bob.ask('PROPPATCH', calendar, { body: bodies.proppatch('<displayname>his</displayname>') }),
      await bob.ask('DELETE', path),
      await bob.ask('DELETE', calendar),
      await bob.ask('LOCK', path, { headers: ['Depth: 0'], body: bodies.lock }),
      await bob.ask('ACL', calendar, { body: bodies.acl({ principal: '<self/>', privileges: ['all'] }) }),
      await bob.ask('MOVE', path, { headers: [`Destination: ${bob.calendar}taken.ics`] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    const after = await alice.ask('PROPFIND', calendar, { headers: ['Depth: 1'], body: bodies.propfind('getetag', 'displayname') });
    expect(after.body).toBe(before.body);
  },
  asBob,
);

attack(
  'G6: who may write cannot remove or rename the calendar, or let others in',
  async (scene) => {
    const { alice, bob } = scene;
    const { calendar, event: path } = await shared(scene, 'write');
    const name = async () =>
      (await alice.ask('PROPFIND', calendar, { headers: ['Depth: 0'], body: bodies.propfind('displayname', 'owner') })).body;
    const before = await name();
    const current = (await alice.ask('GET', path)).body;
    expect((await putEvent(bob, path, current.replace('A meeting', 'Moved'))).status).toBe(204);
    const answers = [
      await bob.ask('ACL', calendar, { body: bodies.acl({ principal: '<self/>', privileges: ['all'] }) }),
      await bob.ask('DELETE', calendar),
      await bob.ask('PROPPATCH', calendar, { body: bodies.proppatch('<displayname>his</displayname>') }),
      await bob.ask('MOVE', calendar, { headers: [`Destination: ${bob.home}taken/`] }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 403));
    expect(await name()).toBe(before);
  },
  asBob,
);

attack(
  'G7: a right that is taken back ends with the next request',
  async (scene) => {
    const { bob } = scene;
    const { calendar, event: path, revoke } = await shared(scene, 'write');
    expect((await revoke()).status).toBe(200);
    const answers = [
      await bob.ask('GET', path),
      await putEvent(bob, path, event('late')),
      await bob.ask('REPORT', calendar, { body: bodies.multiget(path) }),
      await bob.ask('REPORT', calendar, { headers: ['Depth: 0'], body: bodies.syncCollection }),
    ];
    for (const { status } of answers) expect(denied).toContain(status);
  },
  asBob,
);

const everybody = {
  all: [{ principal: '<all/>', privileges: ['read'] }],
  unauthenticated: [{ principal: '<unauthenticated/>', privileges: ['read'] }],
  authenticated: [{ principal: '<authenticated/>', privileges: ['read'] }],
  'everybody but one': [{ principal: '<href>/x/</href>', privileges: ['read'], invert: true }],
  'a person and all': [
    { principal: '<self/>', privileges: ['read'] },
    { principal: '<all/>', privileges: ['read-free-busy'] },
  ],
};
attack.each(Object.keys(everybody))('G8: ACL that grants to %s is 403 and reaches nobody', async (who, { alice, recorder }) => {
  const body = bodies.acl(...everybody[who as keyof typeof everybody]);
  const spellings = [body, body.replace(/<(\/?)all\/>/g, '<$1x:all xmlns:x="DAV:"/>'), `<?xml version="1.0"?><!-- x -->\n${body}`];
  for (const each of spellings) expect((await alice.ask('ACL', alice.calendar, { body: each })).status).toBe(403);
  expect(recorder.messages).toEqual([]);
});

attack(
  "G8: ACL of the owner for a person is allowed, for nobody's path it lets nobody in",
  async ({ alice, bob }) => {
    for (const href of [`${PFX}/%7C/`, `${PFX}/*/`, `${PFX}/`, '/', 'http://evil.example/', `${PFX}/nobody%40example.org/`]) {
      await alice.ask('ACL', alice.calendar, { body: bodies.acl({ principal: `<href>${href}</href>`, privileges: ['read'] }) });
      expect([href, (await bob.ask('GET', alice.calendar)).status]).toEqual([href, 403]);
    }
  },
  asBob,
);

const never = ['BIND', 'REBIND', 'UNBIND', 'MKTICKET', 'DELTICKET'];
attack.each(never)('G9: %s is refused as a method and reaches nobody', async (method, { alice, bob, recorder }) => {
  for (const href of ['file:///etc/passwd', 'http://127.0.0.1:5432/', bob.calendar]) {
    const body = `<bind xmlns="DAV:"><segment>x</segment><href>${href}</href></bind>`;
    const answer = await alice.ask(method, alice.home, { headers: ['Ticket: x'], body });
    // Node's parser does not know tickets at all
    expect(answer.status).toBe(method.endsWith('TICKET') ? 400 : 405);
    if (answer.status === 405) expect(answer.field('allow')?.split(', ')).not.toContain(method);
  }
  expect(recorder.messages).toEqual([]);
});

attack.each(['MKCALENDAR', 'MKCOL'])(
  "G10: %s at the root or home (405), in another's home (403) or nested (409) reaches nobody",
  async (method, scene) => {
    const { alice, bob, recorder } = scene;
    const statuses = async (...paths: readonly string[]) => {
      for (const path of paths) yieldStatus.push((await alice.ask(method, path)).status);
    };
    const yieldStatus: number[] = [];
    await statuses(
      `${PFX}/`,
      alice.home,
      `${bob.home}new/`,
      `${PFX}/nobody/`,
      `${PFX}/nobody/new/`,
      `${alice.calendar}new/`,
      `${alice.calendar}a/b/`,
    );
    expect(yieldStatus).toEqual([405, 405, 403, 405, 403, 409, 409]);
    expect(recorder.messages).toEqual([]);
  },
);

attack('G10: MKCALENDAR where a calendar is leaves it as it is', async ({ alice }) => {
  await putEvent(alice, `${alice.calendar}g10.ics`, event('g10'));
  expect([403, 405, 409]).toContain((await alice.ask('MKCALENDAR', alice.calendar)).status);
  expect((await alice.ask('GET', `${alice.calendar}g10.ics`)).status).toBe(200);
});

attack("G11: one's own home, principal and the root can be neither removed nor moved", async ({ alice, recorder }) => {
  for (const path of [alice.home, alice.home.replace(/\/$/, ''), alice.home.replace('%40', '@'), `${PFX}/`])
    for (const method of ['DELETE', 'MOVE', 'COPY'])
      expect((await alice.ask(method, path, { headers: [`Destination: ${alice.home}x/y.ics`] })).status).toBe(403);
  expect(recorder.messages).toEqual([]);
});

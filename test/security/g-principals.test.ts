import { expect } from '@jest/globals';
import { attacks } from './support/attack.ts';
import * as bodies from './support/dav-bodies.ts';
import { PFX } from './support/instance.ts';
import type { Scene } from './support/oracles.ts';

/** Group G, G12 to G15: who somebody is, what belongs to them and who finds them. */
const { attack } = attacks();
const asBob = { callers: ({ bob }: Scene) => [bob.email] };
const denied = [403, 404];

attack.each(['@', '', 'b', 'bob', '%', '_', '.*', 'example.com', 'Bob'])(
  "G12: a search for '%s' shows nobody but oneself; only a whole address finds somebody (policy)",
  async (match, { alice, bob }) => {
    for (const path of [`${PFX}/`, alice.home]) {
      const { body } = await alice.ask('REPORT', path, { headers: ['Depth: 0'], body: bodies.searchPrincipals(match) });
      expect(body).not.toMatch(/bob(@|%40)|carol|Bob Example/i);
    }
    const list = await alice.ask('PROPFIND', `${PFX}/`, { headers: ['Depth: 1'], body: bodies.propfind('displayname') });
    expect(list.body).not.toContain(bob.home);
  },
);

const membership = [
  '<owner><href>/x/</href></owner>',
  '<resourcetype><collection/><principal/></resourcetype>',
  '<group-member-set><href>{alice}</href></group-member-set>',
  '<group-membership><href>{bob}</href></group-membership>',
  '<C:calendar-user-address-set><href>mailto:bob@example.com</href></C:calendar-user-address-set>',
  '<C:calendar-home-set><href>{bob}</href></C:calendar-home-set>',
  '<x:calendar-proxy-write-for xmlns:x="http://calendarserver.org/ns/"><href>{bob}</href></x:calendar-proxy-write-for>',
];
attack.each(membership)('G13: PROPPATCH of %s gives nobody anything', async (property, { alice, bob }) => {
  const body = bodies.proppatch(property.replace('{alice}', alice.home).replace('{bob}', bob.home));
  const places = [alice.home, bob.home, ...['read', 'write'].map((right) => `${bob.home}calendar-proxy-${right}/`)];
  for (const path of places) {
    const answer = await alice.ask('PROPPATCH', path, { body });
    expect([403, 404, 405, 409, 207]).toContain(answer.status);
    if (answer.status === 207) expect(answer.body).not.toMatch(/HTTP\/1\.1 200/);
  }
  expect(denied).toContain((await alice.ask('GET', bob.event)).status);
  expect((await alice.ask('PROPFIND', alice.home, { headers: ['Depth: 0'], body: bodies.allprop })).body).not.toContain('bob');
});

attack(
  "G13: one's own proxy groups are not changed by PROPPATCH",
  async ({ alice, bob }) => {
    const body = bodies.proppatch(`<group-member-set><href>${bob.home}</href></group-member-set>`);
    for (const right of ['read', 'write']) await alice.ask('PROPPATCH', `${alice.home}calendar-proxy-${right}/`, { body });
    expect((await bob.ask('GET', alice.calendar)).status).toBe(403);
  },
  asBob,
);

attack(
  "G14: ids of somebody else's things are 404 over REST",
  async ({ alice, bob }) => {
    const ids = async (path: string) =>
      ((await (await bob.api(path)).json()) as { results: { id: string }[] }).results.map(({ id }) => `${path}${id}/`);
    const paths = [...(await ids('/app-passwords/')), ...(await ids('/calendars/'))];
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths)
      for (const method of ['GET', 'PATCH', 'PUT', 'DELETE'])
        expect([path, method, (await alice.api(path, method, method === 'GET' ? undefined : {})).status]).toEqual([path, method, 404]);
    expect(await ids('/app-passwords/')).toEqual(paths.filter((path) => path.startsWith('/app')));
  },
  { ...asBob, unanswered: 4 },
);

attack('G15: a calendar or person cannot be given an owner, a path or a role over REST', async ({ alice }) => {
  const extras = [
    { owner: 'bob@example.com' },
    { caldav_path: '/bob%40example.com/x/' },
    { davPath: '/x/' },
    { slug: '../bob' },
    { isAdmin: true },
    { id: '0' },
  ];
  for (const extra of extras) expect((await alice.api('/calendars/', 'POST', { name: 'x', ...extra })).status).toBe(400);
  for (const method of ['PATCH', 'PUT', 'POST'])
    expect((await alice.api('/users/me/', method, { email: 'bob@example.com', role: 'admin' })).status).toBe(404);
  expect(await (await alice.api('/users/me/')).json()).toMatchObject({ email: alice.email });
});

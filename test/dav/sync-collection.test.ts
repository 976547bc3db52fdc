import { beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson, type Person } from '../integration/support/person.ts';
import { signed } from './support/behind-the-proxy.ts';
import { calendarAt, newCalendar, type Calendar } from './support/calendar.ts';
import { query } from './support/database.ts';
import { allHrefs, textOf } from './support/multistatus.ts';

let person: Person;
let calendar: Calendar;

beforeAll(async () => {
  person = await newPerson(25);
  calendar = await newCalendar(person);
  await calendar.put('first.ics');
});

const tokenProperty = async (of: Calendar) => {
  const body = '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>';
  return textOf((await of.dav('PROPFIND', '', { headers: { depth: '0' }, body })).body, 'sync-token');
};

describe('a sync-token that is not of this collection: 403 DAV:valid-sync-token (RFC 6578 3.2)', () => {
  const refused = expect.objectContaining({ status: 403, body: expect.stringMatching(/<error xmlns="DAV:">\s*<valid-sync-token\/>/) });

  test.each([
    'data:,0',
    'data:,1',
    'data:,2147483648-000000000000',
    'data:,99999999999999999999',
    '0',
    '7',
    '-1',
    '1e5',
    'http://elsewhere/x',
    "'",
  ])('never given out: %s', async (token) => {
    expect(await calendar.sync(token)).toEqual(refused);
  });

  test('of another calendar of the same person', async () => {
    const other = await newCalendar(person);
    const { token } = await other.sync();
    expect((await other.sync(token)).status).toBe(207);
    expect(await calendar.sync(token)).toEqual(refused);
  });

  test('of a calendar that was there before under the same name', async () => {
    const { path } = await newCalendar(person);
    const name = path.slice(0, -1);
    const { token } = await calendarAt(person, name).sync();
    await person.dav('DELETE', path);
    expect(await (await newCalendar(person, name)).sync(token)).toEqual(refused);
  });

  test('of a calendar that has another name now: the changes are under the old one', async () => {
    const before = await newCalendar(person);
    await before.put('one.ics');
    const { token } = await before.sync();
    const name = `renamed-${process.pid}`;
    const home = new URL(person.home).pathname;
    const moved = await signed(person.email, 'MOVE', home + before.path, { headers: { destination: `${home}${name}/` } });
    expect(moved.status).toBe(200);
    const after = calendarAt(person, name);
    expect(await after.sync(token)).toEqual(refused);
    expect([...(await after.sync()).changes.keys()]).toEqual(['one.ics']);
  });

  test('given out by a state of the database that a backup has replaced since', async () => {
    const { token } = await calendar.sync();
    await query(`UPDATE davical.sync_tokens SET tag = '0123456789ab' WHERE 'data:,' || sync_token || '-' || tag = '${token}'`);
    expect(await calendar.sync(token)).toEqual(refused);
  });
});

describe('tokens (RFC 6578 3.2, 4)', () => {
  test('an empty token, or none, is the initial sync', async () => {
    const { status, changes } = await calendar.sync('');
    expect([status, [...changes.keys()]]).toEqual([207, ['first.ics']]);
    const body = '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>';
    expect((await calendar.dav('REPORT', '', { body })).body).toContain('first.ics');
  });

  test('an empty calendar has no members, not even itself', async () => {
    const { changes, token } = await (await newCalendar(person)).sync();
    expect([changes.size, token]).toEqual([0, expect.stringMatching(/^data:,/)]);
  });

  test('nothing changed: the same token at every sync and as DAV:sync-token', async () => {
    const settled = await newCalendar(person);
    await settled.put('one.ics');
    const { token } = await settled.sync();
    for (let i = 0; i < 3; i++) expect(await settled.sync(token)).toMatchObject({ token, changes: new Map() });
    expect(await tokenProperty(settled)).toBe(token);
    expect((await settled.sync()).token).toBe(token);
  });

  test('a token from DAV:sync-token or from before is good for what comes after', async () => {
    const changing = await newCalendar(person);
    const early = (await tokenProperty(changing)) ?? '';
    await changing.put('one.ics');
    const late = (await tokenProperty(changing)) ?? '';
    await changing.put('two.ics');
    await changing.dav('DELETE', 'one.ics');
    expect([...(await changing.sync(late)).changes].map(([name, etag]) => [name, typeof etag]).sort()).toEqual([
      ['one.ics', 'undefined'],
      ['two.ics', 'string'],
    ]);
    expect([...(await changing.sync(early)).changes.keys()].sort()).toEqual(['one.ics', 'two.ics']);
  });

  test('what was removed and made again is reported as it is now', async () => {
    const changing = await newCalendar(person);
    await changing.put('one.ics', 'first');
    const { token } = await changing.sync();
    await changing.dav('DELETE', 'one.ics');
    await changing.put('one.ics', 'second');
    expect((await changing.sync(token)).changes).toEqual(await changing.list());
  });

  test('a member that moves from one calendar to another is gone here and new there', async () => {
    const [from, to] = [await newCalendar(person), await newCalendar(person)];
    await from.put('one.ics');
    const [fromToken, toToken] = [(await from.sync()).token, (await to.sync()).token];
    await from.dav('MOVE', 'one.ics', { headers: { destination: `${person.home}${to.path}two.ics` } });
    expect([...(await from.sync(fromToken)).changes]).toEqual([['one.ics', undefined]]);
    expect((await to.sync(toToken)).changes).toEqual(await to.list());
  });
});

describe('a calendar that is bound into another home', () => {
  async function shareBound(name: string, privileges: readonly string[]) {
    const owner = await newPerson(26);
    const shared = await newCalendar(owner);
    await shared.put('one.ics');
    const grant = ['read', 'read-current-user-privilege-set', ...privileges].map((each) => `<privilege><${each}/></privilege>`).join('');
    const principal = new URL(person.home).pathname;
    const acl = `<acl xmlns="DAV:"><ace><principal><href>${principal}</href></principal><grant>${grant}</grant></ace></acl>`;
    expect((await shared.dav('ACL', '', { body: acl })).status).toBe(200);
    const bind = `<bind xmlns="DAV:"><segment>${name}</segment><href>${new URL(owner.home).pathname}${shared.path}</href></bind>`;
    expect((await signed(person.email, 'BIND', principal, { kind: 'v1s', body: bind })).status).toBe(201);
    return { shared, bound: calendarAt(person, name), path: principal + name };
  }

  test('reports the same changes under its own path, to either token', async () => {
    const { shared, bound, path } = await shareBound(`bound-${process.pid}`, []);
    const { token, changes } = await bound.sync();
    expect(changes).toEqual(await shared.list());
    await shared.put('two.ics');
    await shared.dav('DELETE', 'one.ics');
    const { body, changes: since } = await bound.sync(token);
    expect(since).toEqual(new Map([...(await shared.list()), ['one.ics', undefined]]));
    expect(allHrefs(body).every((href) => href.startsWith(path))).toBe(true);
    expect((await shared.sync(token)).changes).toEqual(since);
  });

  test('what is written through it is reported to both', async () => {
    const { shared, bound, path } = await shareBound(`written-${process.pid}`, ['write']);
    const { token } = await shared.sync();
    const move = (from: string, to: string) => bound.dav('MOVE', from, { headers: { destination: `${path}/${to}` } });
    expect((await bound.put('two.ics')).status).toBe(201);
    expect((await bound.put('one.ics', 'other')).status).toBe(204);
    expect((await move('one.ics', 'three.ics')).status).toBe(200);
    expect((await bound.dav('DELETE', 'two.ics')).status).toBe(204);
    expect([...(await shared.list()).keys()]).toEqual(['three.ics']);
    const { changes } = await shared.sync(token);
    expect(changes).toEqual(new Map([['one.ics', undefined], ['two.ics', undefined], ...(await shared.list())]));
    expect((await bound.sync(token)).changes).toEqual(changes);
  });
});

describe('getctag and the ETag of a calendar change with every change of its members', () => {
  const body = '<propfind xmlns="DAV:" xmlns:C="http://calendarserver.org/ns/"><prop><C:getctag/></prop></propfind>';
  const ctag = async (of: Calendar) => textOf((await of.dav('PROPFIND', '', { headers: { depth: '0' }, body })).body, 'getctag');

  test('also when old content is written again, and when a member is renamed', async () => {
    const changing = await newCalendar(person);
    const seen = new Set<string | undefined>();
    await changing.put('one.ics', 'first');
    seen.add(await ctag(changing));
    await changing.put('two.ics');
    seen.add(await ctag(changing));
    await changing.put('one.ics', 'second');
    seen.add(await ctag(changing));
    await changing.put('one.ics', 'first');
    seen.add(await ctag(changing));
    await changing.dav('MOVE', 'one.ics', { headers: { destination: `${person.home}${changing.path}three.ics` } });
    seen.add(await ctag(changing));
    expect(seen.size).toBe(5);
    expect(await ctag(changing)).toBe(await ctag(changing));
  });
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { dav } from './support/dav.ts';
import { eventually } from './support/eventually.ts';
import { instance } from './support/instance.ts';
import { newPerson, type Person } from './support/person.ts';

let person: Person;
let other: Person;
beforeAll(async () => {
  [person, other] = await Promise.all([newPerson(13), newPerson(14)]);
});

interface View {
  id: string;
  name: string;
  hint: string;
  password?: string;
  last_used_at: string | null;
  last_used_client: string | null;
}
const make = async (body: unknown) => (await (await person.api('/app-passwords/', 'POST', body)).json()) as View & { password: string };
const list = async () => ((await (await person.api('/app-passwords/')).json()) as { results: View[] }).results;
const sync = (password: string, client = 'TestClient/1.0') =>
  dav('PROPFIND', person.home, { user: person.email, password, headers: { depth: '0', 'user-agent': client } });

async function row(id: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: instance.databaseUrl });
  await client.connect();
  const { rows } = await client
    .query<Record<string, unknown>>('SELECT * FROM app_passwords WHERE id = $1', [id])
    .finally(() => client.end());
  return rows[0];
}

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 60 && !(await check()); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('over REST', () => {
  test('is shown once, has prefix and checksum, and only a SHA-256 of it is kept', async () => {
    const made = await make({ name: 'Phone' });
    expect(made.password).toMatch(/^calp_[0-9A-Za-z]{46}$/);
    expect(made.password.startsWith(made.hint.slice(0, -1))).toBe(true);
    expect(JSON.stringify(await list())).not.toContain(made.password);
    const kept = await row(made.id);
    expect(kept?.['hash']).toHaveLength(32);
    expect(JSON.stringify(kept)).not.toContain(made.password);
  });

  test('the list tells last use and client', async () => {
    const made = await make({ name: 'Laptop' });
    const find = async () => (await list()).find(({ id }) => id === made.id);
    expect(await find()).toMatchObject({ last_used_at: null, last_used_client: null });
    expect((await sync(made.password, 'DAVx5/4.4')).status).toBe(207);
    await until(async () => (await find())?.last_used_at !== null);
    expect(await find()).toMatchObject({ last_used_client: 'DAVx5/4.4', last_used_at: expect.any(String) });
  });

  test('one that is revoked opens nothing any more', async () => {
    const made = await make({ name: 'Lost' });
    expect((await sync(made.password)).status).toBe(207);
    expect((await person.api(`/app-passwords/${made.id}/`, 'DELETE')).status).toBe(204);
    expect((await sync(made.password)).status).toBe(401);
    expect((await person.api(`/app-passwords/${made.id}/`, 'DELETE')).status).toBe(404);
  });

  test('one that has expired opens nothing any more', async () => {
    const made = await make({ name: 'Short', expires_at: new Date(Date.now() + 1500).toISOString() });
    expect((await sync(made.password)).status).toBe(207);
    await until(async () => (await sync(made.password)).status === 401);
    expect((await sync(made.password)).status).toBe(401);
  });

  test.each([
    [{ name: '' }, '/name'],
    [{ name: 'x', expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ name: 'x', expires_at: 'tomorrow' }, '/expires_at'],
  ])('what is wrong is named: %j', async (body, pointer) => {
    const answer = await person.api('/app-passwords/', 'POST', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
  });

  test("another person's cannot be revoked, and does not seem to exist", async () => {
    const made = await make({ name: 'Mine' });
    expect((await other.api(`/app-passwords/${made.id}/`, 'DELETE')).status).toBe(404);
    expect((await person.api('/app-passwords/not-an-id/', 'DELETE')).status).toBe(404);
    expect((await sync(made.password)).status).toBe(207);
  });

  test('is no credential for the REST API', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`${person.email}:${person.password}`).toString('base64')}`, 'x-csrf': '1' };
    expect((await fetch(`${instance.url}/api/v1.0/app-passwords/`, { headers })).status).toBe(401);
  });
});

describe('on the command line', () => {
  const env = { ...process.env, CALENDARS_DATA_DIR: instance.dataDirectory, NODE_OPTIONS: '' };
  const calendars = async (...args: string[]) => {
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['apps/server/src/cli/main.ts', ...args], { env });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  };

  test('create prints only the password, list shows it, revoke ends it', async () => {
    const created = await calendars('app-password', 'create', person.email, '--name', 'From a script');
    expect(created.stdout).toMatch(/^calp_[0-9A-Za-z]{46}\n$/);
    expect((await sync(created.stdout.trim())).status).toBe(207);
    const listed = await calendars('app-password', 'list', person.email, '--json');
    const id = (JSON.parse(listed.stdout) as View[]).find(({ name }) => name === 'From a script')?.id ?? '';
    expect(await calendars('app-password', 'revoke', person.email, id)).toMatchObject({ code: 0, stdout: '"From a script" is revoked\n' });
    await eventually(async () => expect((await sync(created.stdout.trim())).status).toBe(401), 5000);
  });

  test('a password for alice can be made before she has ever logged in', async () => {
    const created = await calendars('app-password', 'create', 'Alice@Example.com', '--name', 'Phone');
    const answer = await dav('PROPFIND', instance.caldavUrl, {
      user: 'alice@example.com',
      password: created.stdout.trim(),
      headers: { depth: '0' },
    });
    expect(answer.status).toBe(207);
  });

  test('status, user list and user show', async () => {
    const status = await calendars('status');
    expect(status).toMatchObject({ code: 0 });
    expect(status.stdout).toMatch(/identity provider +ok/);
    expect((await calendars('user', 'list')).stdout).toContain('alice@example.com');
    expect((await calendars('user', 'show', person.email)).stdout).toContain('identity    test-13 at');
  });

  test.each([
    [['app-password', 'create', 'nobody@example.org', '--name', 'x'], 1, 'there is no account nobody@example.org'],
    [['app-password', 'create', 'alice@example.com'], 2, 'missing --name'],
    [['app-password', 'create', 'alice@example.com', '--name', 'x', '--expires', 'soon'], 2, '--expires must be a date'],
    [['app-password', 'revoke', 'alice@example.com', 'x'], 1, 'has no app password x'],
    [['frobnicate'], 2, 'there is no command "frobnicate"'],
  ])('%j fails with %i and a sentence', async (args, code, sentence) => {
    const result = await calendars(...args);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(sentence);
    expect(result.stderr).not.toContain('    at ');
  });
});

import { createHash } from 'node:crypto';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createdAppPassword } from '../../apps/server/src/contract/app-password.ts';
import { calendarPage } from '../../apps/server/src/contract/calendar.ts';
import { waitUntil } from '../dev-env/wait-until.ts';
import { dav, event } from '../integration/support/dav.ts';
import { logIn } from '../integration/support/log-in.ts';
import { ALICE } from './provider-settings.ts';
import { Stack } from './stack.ts';

const MINUTES = 60_000;
const UID = 'event-of-the-compose-test';
const QUERY = `<?xml version="1.0"?><c:calendar-query xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><prop><getetag/><c:calendar-data/></prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"/></c:comp-filter></c:filter></c:calendar-query>`;

interface Inspected {
  readonly HostConfig: { readonly PortBindings?: Readonly<Record<string, unknown>> };
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

let stack: Stack;
let browser: Awaited<ReturnType<typeof logIn>>['browser'];
let calendarUrl = '';
let appPassword = '';

const call = (path: string, method?: string, body?: unknown) => browser.api(`${stack.url}/api/v1.0${path}`, method, body);

async function findEvents(): Promise<string> {
  const headers = { depth: '1', 'content-type': 'application/xml' };
  const answer = await dav('REPORT', calendarUrl, { user: ALICE.email, password: appPassword, headers, body: QUERY });
  expect(answer.status).toBe(207);
  return answer.body;
}

async function putEvent(uid: string): Promise<number> {
  const headers = { 'content-type': 'text/calendar', 'if-none-match': '*' };
  return (await dav('PUT', `${calendarUrl}${uid}.ics`, { user: ALICE.email, password: appPassword, headers, body: event(uid) })).status;
}

async function ready(): Promise<void> {
  const isReady = async () => {
    const answer = await fetch(`${stack.url}/readyz`, { signal: AbortSignal.timeout(5000) });
    return answer.ok && ((await answer.json()) as { status: string }).status === 'ok';
  };
  if (!(await waitUntil(() => isReady().catch(() => false), MINUTES)))
    throw new Error(`not ready again:\n${await stack.output('logs', '--tail', '40')}`);
}

/** One line for each file: who may read it, and what is in it, as a hash. */
async function secretFiles(): Promise<string> {
  const list = 'cd /secrets && find . -type f | sort | xargs stat -c "%a %u %n" && find . -type f | sort | xargs sha256sum';
  return stack.output('run', '--rm', '--no-deps', '--entrypoint', 'sh', 'secrets', '-c', list);
}

beforeAll(async () => {
  stack = await Stack.create();
  await stack.up();
}, 15 * MINUTES);

afterAll(() => stack.remove(), 2 * MINUTES);

describe('docker compose up', () => {
  test('every service is healthy, and the secrets are made', async () => {
    const lines = (await stack.output('ps', '-a', '--format', '{{.Service}} {{.State}} {{.Health}}'))
      .split('\n')
      .map((line) => line.trim());
    expect(lines.sort()).toEqual([
      'davical running healthy',
      'identity-provider running healthy',
      'postgres running healthy',
      'secrets exited',
      'server running healthy',
      'trial-provider running healthy',
    ]);
  });

  test('the web application and the API are served', async () => {
    expect(await (await fetch(`${stack.url}/`)).text()).toContain('<div id="root">');
    expect(await (await fetch(`${stack.url}/api/v1.0/config/`)).json()).toMatchObject({ ENVIRONMENT: 'production' });
  });

  test('only the server is published, and nothing else answers to the host', async () => {
    for (const service of ['postgres', 'davical']) {
      const [container] = JSON.parse(await stack.inspect(service)) as Inspected[];
      expect(container?.HostConfig.PortBindings ?? {}).toEqual({});
      expect(Object.keys(container?.NetworkSettings.Networks ?? {})).toEqual([`${stack.project}_internal`]);
      const address = container?.NetworkSettings.Networks[`${stack.project}_internal`]?.IPAddress ?? '';
      // the network around this machine may answer for addresses that are nowhere, but not like these two
      if (service === 'postgres') expect(await answerOf(address, 5432, SSL_REQUEST)).not.toMatch(/^[SN]$/);
      else expect(await answerOf(address, 8080, 'GET /health HTTP/1.0\r\n\r\n')).not.toMatch(/\r\n\r\n(ok|database unavailable)\n$/);
    }
  });

  test('PostgreSQL and DAViCal have no way out; DAViCal and the server run without privileges on a read-only root', async () => {
    expect((await stack.compose('exec', '-T', 'davical', 'curl', '-sS', '--max-time', '5', stack.trialProvider)).code).not.toBe(0);
    for (const service of ['postgres', 'davical', 'server']) {
      const status = await stack.output('exec', '-T', service, 'cat', '/proc/self/status');
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(status).toMatch(/^NoNewPrivs:\t1$/m);
      expect(status).not.toMatch(/^Uid:\t0\b/m);
      expect((await stack.compose('exec', '-T', service, 'touch', '/etc/changed')).code).not.toBe(0);
    }
  });

  test('an acknowledged write is on the disk: synchronous_commit, fsync and checksums are on', async () => {
    const settings = ['synchronous_commit', 'fsync', 'full_page_writes', 'data_checksums'];
    const query = settings.map((name) => `SHOW ${name};`).join(' ');
    expect(await stack.output('exec', '-T', 'postgres', 'psql', '-U', 'postgres', '-d', 'calendars', '-Atc', query)).toBe('on\non\non\non');
  });

  test('each service reads its own secrets only, and none stands in its environment', async () => {
    expect(await stack.output('exec', '-T', 'server', 'ls', '/run/secrets')).toBe(
      'caldav_upstream_secret\ndatabase_url\noidc_client_secret\nsession_secret',
    );
    expect(await stack.output('exec', '-T', 'davical', 'ls', '/run/secrets')).toBe('caldav_upstream_secret\ndatabase_password');
    const secrets = (await stack.output('exec', '-T', 'server', 'sh', '-c', 'cat /run/secrets/*_secret')).match(/\S{32,}/g) ?? [];
    expect(secrets.length).toBeGreaterThan(0);
    for (const service of ['postgres', 'davical', 'server'])
      for (const secret of secrets) expect(await stack.inspect(service)).not.toContain(secret);
    const modes = (await secretFiles()).split('\n').filter((line) => /^\d{3} /.test(line));
    expect(modes.length).toBe(14);
    expect(modes.every((line) => line.startsWith('400 '))).toBe(true);
  });
});

describe('a person', () => {
  test('logs in at the provider and has an account and a calendar', async () => {
    const arrival = await logIn(stack.url, ALICE.username, { password: ALICE.password });
    browser = arrival.browser;
    expect({ url: arrival.url, status: arrival.response.status }).toEqual({ url: `${stack.url}/`, status: 200 });
    expect(await (await call('/users/me/')).json()).toMatchObject({ email: ALICE.email, provisioning: 'done' });
    const { results } = calendarPage.parse(await (await call('/calendars/')).json());
    expect(results).toHaveLength(1);
    calendarUrl = results[0]?.caldav_url ?? '';
    expect(calendarUrl).toBe(`${stack.url}/api/v1.0/caldav/${encodeURIComponent(ALICE.email)}/calendar/`);
  });

  test('makes an app password, stores an event with it and finds it', async () => {
    const created = await call('/app-passwords/', 'POST', { name: 'compose' });
    appPassword = createdAppPassword.parse(await created.json()).password;
    expect(await putEvent(UID)).toBe(201);
    expect(await findEvents()).toContain(`UID:${UID}`);
  });
});

describe('the event is there again', () => {
  test.each(['postgres', 'davical', 'server'])('after a restart of %s', async (service) => {
    await stack.output('restart', service);
    await ready();
    expect(await findEvents()).toContain(`UID:${UID}`);
    expect((await call('/users/me/')).status).toBe(200);
  });

  test('after PostgreSQL was killed right behind an acknowledged write', async () => {
    expect(await putEvent('written-last')).toBe(201);
    await stack.output('kill', '-s', 'KILL', 'postgres');
    await stack.output('up', '-d', '--wait');
    await ready();
    expect(await findEvents()).toContain('UID:written-last');
  });

  test('after everything was taken down and brought up again, with the secrets and the session as they were', async () => {
    const before = await secretFiles();
    await stack.output('down');
    await stack.output('up', '-d', '--wait');
    await ready();
    expect(await findEvents()).toContain(`UID:${UID}`);
    expect(hashed(await secretFiles())).toBe(hashed(before));
    expect((await call('/users/me/')).status).toBe(200);
  });
});

describe('an administrator', () => {
  test('asks for the status inside the container', async () => {
    expect(await stack.output('exec', '-T', 'server', 'node', 'apps/server/src/cli/main.ts', 'status')).toMatch(/database +ok/);
  });

  test('changes every secret, and everybody comes in again', async () => {
    const names = ['postgres_password', 'calendars_password', 'davical_password', 'caldav_upstream_secret', 'session_secret'];
    const before = await secretFiles();
    await stack.output('run', '--rm', 'secrets', 'rotate', ...names);
    expect(hashed(await secretFiles())).not.toBe(hashed(before));
    await stack.output('exec', '-T', 'postgres', 'bash', '/docker-entrypoint-initdb.d/database-roles.sh');
    await stack.output('restart', 'davical', 'server');
    await ready();
    expect(await findEvents()).toContain(`UID:${UID}`);
  });

  test('cannot use a provider that is for trials: the server ends with EX_CONFIG and says so', async () => {
    const { code, output } = await stack.compose(
      'run',
      '--rm',
      '-T',
      '--no-deps',
      '-e',
      `OIDC_ISSUER=${stack.trialProvider}`,
      'server',
      'node',
      'apps/server/src/main.ts',
    );
    expect(output).toContain('trial identity provider');
    expect(code).toBe(78);
  });
});

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const hashed = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What comes back until the other side ends or is silent, or '' when nobody is there. */
function answerOf(host: string, port: number, question: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect({ host, port, timeout: 2000 }, () => socket.write(question));
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('timeout', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CALDAV_PATH } from '../../../apps/server/src/config/config.ts';
import { Secret } from '../../../apps/server/src/config/secrets.ts';
import { signedCredentials } from '../../../apps/server/src/dav/upstream-credentials.ts';
import type { CaldavServerKind } from '../../dev-env/caldav-server.ts';
import { startConstellation, type Constellation } from '../../dev-env/constellation.ts';
import { makeAppPassword } from '../../integration/support/app-password.ts';
import { startBareRadicaleFor } from '../../integration/support/bare-radicale.ts';
import type { Account } from '../run-client.ts';
import { startSigningForwarder } from './signing-forwarder.ts';

/** One CalDAV server, with the two ways to it that are compared. */
export interface Stage {
  readonly bare: Account;
  readonly proxy: Account;
  stop(): Promise<void>;
}

const BARE_PASSWORD = 'bare-password';

/** DAViCal is one server with both ways to it; Radicale's bare one is another, as its package runs it. */
export async function setStage(upstream: CaldavServerKind): Promise<Stage> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-compat-'));
  const constellation = await startConstellation({ dataDirectory, upstream });
  const stopConstellation = async () => {
    await constellation.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  try {
    const [forProxy, forBare] = upstream === 'davical' ? ['alice', 'bob'] : ['alice', 'alice'];
    const user = emailOf(constellation, forProxy);
    const proxy = { url: constellation.caldavUrl, user, password: await makeAppPassword(constellation, user) };
    const { stop: stopBare, ...bare } = await bareServers[upstream](constellation, emailOf(constellation, forBare));
    const stop = async () => {
      await stopBare();
      await stopConstellation();
    };
    return { bare, proxy, stop };
  } catch (error) {
    await stopConstellation();
    throw error;
  }
}

type BareServer = (constellation: Constellation, user: string) => Promise<Account & { stop(): Promise<void> }>;

const bareServers: Readonly<Record<CaldavServerKind, BareServer>> = {
  davical: async ({ environment, parts }, user) => {
    const secret = new Secret(readFileSync(environment['CALDAV_UPSTREAM_SECRET_FILE'] ?? '', 'utf8').trim());
    const account = { user, password: BARE_PASSWORD };
    const { credentials } = signedCredentials(secret);
    const { origin, stop } = await startSigningForwarder({ to: parts().caldavServer.url, credentials, account });
    return { ...account, url: `${origin}${CALDAV_PATH}/`, stop };
  },
  radicale: async ({ data }, user) => {
    const account = { user, password: BARE_PASSWORD };
    const { url, stop } = await startBareRadicaleFor(data.file('bare'), account);
    return { ...account, url: `${url}/`, stop };
  },
};

function emailOf({ users }: Constellation, name: string): string {
  const user = users[name];
  if (!user) throw new Error(`There is no trial user ${name}`);
  return user.email;
}

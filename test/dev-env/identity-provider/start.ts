import { fileURLToPath } from 'node:url';
import { startChild, type Child } from '../child-process.ts';
import type { DataDirectory } from '../data-directory.ts';
import { freePort, isPortFree } from '../ports.ts';
import type { Secrets } from '../secrets.ts';
import { StartError } from '../start-error.ts';
import { trialUsers } from '../trial-users.ts';
import { waitUntil } from '../wait-until.ts';
import type { Account, Device, ProviderSettings } from './settings.ts';

export interface IdentityProviderOptions {
  readonly data: DataDirectory;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  /** People beside alice, bob and carol. */
  readonly extraAccounts?: readonly Account[];
  readonly devices?: readonly Device[];
  readonly isTrial?: boolean;
}

export interface IdentityProvider extends Child {
  readonly issuer: string;
}

export const CLIENT_ID = 'calendars';
const PORT_FILE = 'identity-provider-port';
const SETTINGS_FILE = 'run/identity-provider.json';
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Runs the built-in identity provider for the trial. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { data } = options;
  const port = await stablePort(data);
  const issuer = `http://localhost:${port}`;
  data.write(SETTINGS_FILE, JSON.stringify(settingsFor(options, port, issuer)), 0o600);
  const child = startChild({
    name: 'identity provider',
    command: [process.execPath, main, data.file(SETTINGS_FILE)],
    env: { NODE_NO_WARNINGS: '1' },
    logFile: data.file('log', 'identity-provider.log'),
    stopSignal: 'SIGTERM',
  });
  const isUp = async () => (await fetch(`${issuer}/.well-known/openid-configuration`)).ok;
  if (await waitUntil(isUp, 20_000, () => child.hasExited())) return { ...child, issuer };
  await child.stop();
  throw new StartError(`The trial identity provider did not start:\n${child.lastLines()}`);
}

/** Issuer and subject are a person's identity, so the issuer's port is chosen once for a data directory. */
async function stablePort(data: DataDirectory): Promise<number> {
  const known = Number(data.read(PORT_FILE) ?? 0);
  if (known > 0) {
    if (await isPortFree(known, '127.0.0.1')) return known;
    throw new StartError(
      `Port ${known}, on which this data directory's trial identity provider must run, is in use by another program; stop that program.`,
    );
  }
  const port = await freePort();
  data.write(PORT_FILE, String(port));
  return port;
}

function settingsFor(
  { secrets, publicUrl, extraAccounts = [], devices = [], isTrial = true }: IdentityProviderOptions,
  port: number,
  issuer: string,
): ProviderSettings {
  const accounts = trialUsers.map(({ username, email, name }) => ({
    username,
    password: secrets.users[username] ?? '',
    claims: { email, email_verified: true, name, preferred_username: username },
  }));
  return {
    port,
    host: '127.0.0.1',
    issuer,
    isTrial,
    client: { id: CLIENT_ID, secret: secrets.oidcClient, publicUrl },
    devices: [...devices],
    cookieSecret: secrets.identityProviderCookies,
    signingKey: secrets.identityProviderKey,
    accounts: [...accounts, ...extraAccounts],
  };
}

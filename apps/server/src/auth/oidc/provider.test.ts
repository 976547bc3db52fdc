import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { loadConfig } from '../../config/config.ts';
import { createLogger } from '../../logger.ts';
import { createOidcProvider, ProviderRefusedError } from './provider.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A provider of which there is nothing but its discovery document. */
async function discoveryDocument(extra: Record<string, unknown>): Promise<string> {
  const listening = createServer((req, res) => {
    const issuer = `http://${req.headers.host ?? ''}`;
    res.setHeader('Content-Type', 'application/json');
    res.end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        ...extra,
      }),
    );
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

function discover(issuer: string, mode: 'production' | 'trial') {
  const config = loadConfig({
    CALENDARS_MODE: mode,
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: 'postgresql://localhost/calendars',
    SESSION_SECRET: 'session-abcdefghijklmnopqrstuvwxyz-012345',
    CALDAV_UPSTREAM_URL: 'http://localhost:8080',
    CALDAV_UPSTREAM_SECRET: 'upstream-abcdefghijklmnopqrstuvwxyz-012345',
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: 'calendars',
    OIDC_CLIENT_SECRET: 'secret',
    OIDC_ALLOW_HTTP: 'true',
  });
  return createOidcProvider(config, createLogger('fatal')).discover();
}

test('a production server refuses the provider that says of itself that it is for trials', async () => {
  const issuer = await discoveryDocument({ calendars_trial_provider: true });
  await expect(discover(issuer, 'production')).rejects.toThrow(ProviderRefusedError);
});

test('a trial takes it, and a production server takes any other', async () => {
  const trial = await discoveryDocument({ calendars_trial_provider: true });
  await expect(discover(trial, 'trial')).resolves.toMatchObject({ metadata: { issuer: trial } });
  server?.close();
  const other = await discoveryDocument({});
  await expect(discover(other, 'production')).resolves.toMatchObject({ metadata: { issuer: other } });
});

test('a provider without jwks_uri is refused', async () => {
  await expect(discover(await discoveryDocument({ jwks_uri: undefined }), 'production')).rejects.toThrow(ProviderRefusedError);
});

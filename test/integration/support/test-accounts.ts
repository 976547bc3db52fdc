import type { Account, Device } from '../../dev-env/identity-provider/settings.ts';

export const TEST_PASSWORD = 'correct-horse-battery';

const account = (username: string, claims: Record<string, unknown>): Account => ({ username, password: TEST_PASSWORD, claims });

/** `test-1@example.org` … for tests that need a person whom nobody else uses, and people who must not get in. */
export const testAccounts: readonly Account[] = [
  ...Array.from({ length: 80 }, (_, index) =>
    account(`test-${index}`, { email: `Test-${index}@Example.org`, email_verified: true, name: `Test Person ${index}` }),
  ),
  account('unverified', { email: 'unverified@example.org', email_verified: false, name: 'Unverified' }),
  account('no-mail', { name: 'No Mail' }),
  account('impostor', { email: 'alice@example.com', email_verified: true, name: 'Impostor' }),
  account('odd-mail', { email: '../bob|@example.org', email_verified: true, name: 'Odd' }),
  account('odd-name', { email: 'odd.name+tag@example.org', email_verified: true, name: 'Zoë\r\nX-Evil: 1 \u{1F4C5} & <b>' }),
];

const device = (tokens: Device['tokens']): Device => ({
  id: `device-${tokens}`,
  secret: 'of-a-device-that-keeps-it',
  redirectUri: 'http://127.0.0.1/arrived',
  tokens,
});

/** Programs that get access tokens: self-contained ones, and ones that only the provider can read. */
export const testDevices: readonly Device[] = [device('jwt'), device('opaque')];

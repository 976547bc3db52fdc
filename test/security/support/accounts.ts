import { randomBytes } from 'node:crypto';
import type { Account } from '../../dev-env/identity-provider/settings.ts';
import { TEST_PASSWORD } from '../../integration/support/test-accounts.ts';

const account = (username: string, claims: Record<string, unknown>): Account => ({ username, password: TEST_PASSWORD, claims });
const verified = (email: string) => ({ email, email_verified: true, name: 'Somebody' });

/** Addresses that must name nobody (I1), by the user name that has them. */
export const hostileAddresses: Readonly<Record<string, string>> = {
  'mail-crlf': 'a\r\nX-Forwarded-User: bob@example.com',
  'mail-nul': 'a\u0000@example.org',
  'mail-comma': 'a,bob@example.com',
  'mail-two-ats': 'a@evil@example.com',
  'mail-parent': '../bob@example.com',
  'mail-encoded-parent': '%2e%2e%2fbob@example.com',
  'mail-no-at': 'principals',
  'mail-leading-dot': '.a@example.org',
  'mail-leading-tilde': '~a@example.org',
  'mail-long': `${'a'.repeat(290)}@example.org`,
  'mail-pipe': '|@example.org',
  'mail-unicode': 'bo\u0432@example.com',
  'mail-space': 'bob@example.com ',
};

/** Display names that must do nothing (I2). */
export const hostileNames: Readonly<Record<string, string>> = {
  'name-crlf': 'Zo\u00eb\r\nX-Forwarded-User: bob@example.com',
  'name-rtl': 'ab\u202egpj.exe\u202c',
  'name-emoji': '\u{1F4C5} & <b>"x"</b> %0d%0a',
  'name-long': 'n'.repeat(4096),
};

export const securityAccounts: readonly Account[] = [
  account('mallory', { email: 'mallory@example.org', email_verified: true, name: 'Mallory' }),
  ...Object.entries(hostileAddresses).map(([username, email]) => account(username, verified(email))),
  ...Object.entries(hostileNames).map(([username, name]) => account(username, { ...verified(`${username}@example.org`), name })),
  account('unverified-alice', { email: 'alice@example.com', email_verified: false, name: 'Alice' }),
  account('verified-alice', { email: 'ALICE@example.com', email_verified: true, name: 'Alice' }),
];

/** A secret that nobody has seen, to be searched for afterwards. */
export const canary = (what: string): string => `CANARY-${what}-${randomBytes(12).toString('hex')}`;

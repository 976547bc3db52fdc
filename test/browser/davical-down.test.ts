import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startConstellation, type Constellation } from '../dev-env/constellation.ts';
import { testAccounts } from '../integration/support/test-accounts.ts';
import { calendarRow, fillInCalendar } from './support/calendar.ts';
import { freshTabs } from './support/fresh-tab.ts';
import { logInAsTestPerson } from './support/log-in.ts';

const tab = freshTabs();
const CATCH_UP_MS = 40_000;
let constellation: Constellation;

beforeAll(async () => {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'calendars-browser-'));
  constellation = await startConstellation({
    dataDirectory,
    extraAccounts: testAccounts,
    overrideEnvironment: () => ({ CALDAV_UPSTREAM_TIMEOUT_SECONDS: '3' }),
  });
}, 60_000);

afterEach(async () => {
  if (constellation.parts().caldavServer.hasExited()) await constellation.startCaldavServer();
  else signalDavical('SIGCONT');
});

afterAll(async () => {
  await constellation.stop();
  rmSync(constellation.data.path, { recursive: true, force: true });
});

test('a first login while DAViCal is down is told so, and the page completes by itself when DAViCal is back', async () => {
  const { page } = tab();
  await constellation.parts().caldavServer.stop();
  await logInAsTestPerson(page, constellation.url, 0);
  const notice = page.getByRole('status').filter({ hasText: 'Your calendars are being set up' });
  expect(await notice.innerText()).toContain('The calendar server is not reachable right now.');
  await page.getByText('Your first calendar will appear here by itself.').waitFor();

  await constellation.startCaldavServer();
  await notice.waitFor({ state: 'detached', timeout: CATCH_UP_MS });
  await calendarRow(page, 'Default').waitFor({ timeout: CATCH_UP_MS });
}, 120_000);

test('a calendar is not made while DAViCal is down: the page says so, keeps what was typed, and goes on when DAViCal is back', async () => {
  const { page, faults } = tab();
  faults.allow(/^503 POST \/api\/v1\.0\/calendars\/$/);
  await logInAsTestPerson(page, constellation.url, 1);
  await calendarRow(page, 'Default').waitFor();
  await constellation.parts().caldavServer.stop();
  const createButton = await fillInCalendar(page, { name: 'Team' });
  await createButton.click();
  const failure = page.getByRole('alert').filter({ hasText: 'The calendar was not created.' });
  expect(await failure.innerText()).toContain('The calendar server is not reachable right now.');

  await constellation.startCaldavServer();
  await createButton.click();
  await calendarRow(page, 'Team').waitFor();
  expect(await failure.count()).toBe(0);
}, 120_000);

test('a calendar whose making DAViCal has not confirmed is shown as being set up, and becomes ready by itself', async () => {
  const { page, faults } = tab();
  faults.allow(/^503 POST \/api\/v1\.0\/calendars\/$/);
  await logInAsTestPerson(page, constellation.url, 2);
  await calendarRow(page, 'Default').waitFor();
  signalDavical('SIGSTOP');
  await (await fillInCalendar(page, { name: 'Team' })).click();
  await page.getByText('The calendar “Team” will be ready as soon as the calendar server answers.').waitFor();
  const badge = calendarRow(page, 'Team').getByText('Being set up');
  expect(await badge.count()).toBe(1);
  await page.getByText('The calendar server is not answering right now, so this list may be out of date.').waitFor();

  signalDavical('SIGCONT');
  await badge.waitFor({ state: 'detached', timeout: CATCH_UP_MS });
  expect(await calendarRow(page, 'Team').count()).toBe(1);
  expect(await page.getByRole('alert').count()).toBe(0);
}, 120_000);

/** To all its processes. */
function signalDavical(signal: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(-constellation.parts().caldavServer.identity.pid, signal);
}

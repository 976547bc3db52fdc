import { expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';
import { instance } from '../integration/support/instance.ts';
import { createdPanel, makeAppPassword } from './support/app-password.ts';
import { calendarRow, fillInCalendar } from './support/calendar.ts';
import { freshTabs } from './support/fresh-tab.ts';
import { beginLogin, logInAsTestPerson } from './support/log-in.ts';

const tab = freshTabs({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselbundverwaltung';

/** How far the page can be scrolled sideways. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test('at 390 px no screen of the login scrolls sideways', async () => {
  const { page } = tab();
  await page.goto(instance.url);
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  expect(await overflow(page)).toBe(0);
  await beginLogin(page, instance.url);
  expect(await overflow(page)).toBe(0);
});

test('at 390 px the start page does not scroll sideways: lists, forms, a new password and the dialog, with a long name', async () => {
  const { page } = tab();
  await logInAsTestPerson(page, instance.url, 76);
  const createButton = await fillInCalendar(page, { name: LONG, description: LONG });
  expect(await overflow(page)).toBe(0);
  await createButton.click();
  await calendarRow(page, LONG).waitFor();
  await makeAppPassword(page, LONG, 'In 1 year');
  await createdPanel(page, LONG).waitFor();
  expect(await overflow(page)).toBe(0);
  await page.getByRole('button', { name: `Revoke ${LONG}` }).click();
  await page.getByRole('dialog').waitFor();
  expect(await overflow(page)).toBe(0);
});

import { expect, test } from '@jest/globals';
import { instance } from '../integration/support/instance.ts';
import { TEST_PASSWORD } from '../integration/support/test-accounts.ts';
import { fillInCalendar } from './support/calendar.ts';
import { freshTabs } from './support/fresh-tab.ts';
import { hasFocus } from './support/keyboard.ts';
import { beginLogin, greeting, logInAsTestPerson, submitLogin } from './support/log-in.ts';

const ME = `${instance.url}/api/v1.0/users/me/`;
const COOKIE = `calendars-${new URL(instance.url).port}`;
const tab = freshTabs();

test('alice logs in on the provider’s page and is greeted by her name', async () => {
  const { page } = tab();
  const alice = instance.users['alice']!;
  await beginLogin(page, instance.url);
  expect(page.url()).toContain(instance.issuer);
  await submitLogin(page, alice.email, alice.password);
  await greeting(page, 'Alice').waitFor();
  expect(page.url()).toBe(`${instance.url}/`);
  expect(await page.getByRole('banner').innerText()).toContain(alice.email);
});

test('a wrong password is refused on the provider’s page, and the right one goes on from there', async () => {
  const { page, faults } = tab();
  faults.allow(/^401 POST \/interaction\/[\w-]+$/);
  await beginLogin(page, instance.url);
  await submitLogin(page, 'test-70', 'not-the-password');
  expect(await page.getByRole('alert').innerText()).toBe('User name or password is wrong.');
  expect(await page.getByLabel('User name or e-mail address').inputValue()).toBe('test-70');
  expect(await hasFocus(page.getByLabel('Password'))).toBe(true);
  await page.keyboard.type(TEST_PASSWORD);
  await page.keyboard.press('Enter');
  await greeting(page, 'Test').waitFor();
});

test('a login that began at a deep link leads back to it', async () => {
  const { page } = tab();
  const deepLink = `${instance.url}/?view=week#now`;
  await logInAsTestPerson(page, deepLink, 30);
  expect(page.url()).toBe(deepLink);
});

test('a session that has ended meanwhile leads to the login page, which says so, and the next login goes on', async () => {
  const { page, faults } = tab();
  await logInAsTestPerson(page, instance.url, 70);
  const createButton = await fillInCalendar(page, { name: 'Never made' });
  await page.context().clearCookies({ name: COOKIE });
  faults.allow(/^401 POST \/api\/v1\.0\/calendars\/$/);
  await createButton.click();
  await page.getByRole('status').filter({ hasText: 'Your session has ended. Please log in again.' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.getByRole('link', { name: 'Log in' }).click();
  await greeting(page, 'Test').waitFor();
});

test('a logout makes the session cookie useless at once, ends the provider’s session, and a second login goes through', async () => {
  const { page } = tab();
  await logInAsTestPerson(page, instance.url, 71);
  const [cookie] = (await page.context().cookies(instance.url)).filter(({ name }) => name === COOKIE);
  const withCookie = () => fetch(ME, { headers: { cookie: `${COOKIE}=${cookie!.value}`, 'sec-fetch-site': 'same-origin' } });
  expect((await withCookie()).status).toBe(200);

  await page.getByRole('link', { name: 'Log out' }).click();
  const confirmation = page.getByRole('button', { name: 'Log out' });
  await confirmation.waitFor();
  expect((await withCookie()).status).toBe(401);
  await confirmation.click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  expect(page.url()).toBe(`${instance.url}/`);

  // asks for the password again, which this fills in
  await logInAsTestPerson(page, instance.url, 71);
});

test('the page that the browser brings back after a logout shows nothing of the person', async () => {
  const { page } = tab();
  const { email } = await logInAsTestPerson(page, instance.url, 71);
  await page.getByRole('link', { name: 'Log out' }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  for (let steps = 0; steps < 2; steps++) await page.goBack();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  expect(await page.getByText(email).count()).toBe(0);
});

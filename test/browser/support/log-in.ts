import { type Page } from 'playwright-core';
import { TEST_PASSWORD } from '../../integration/support/test-accounts.ts';

/** Opens the page and goes to the provider's login form by its link. */
export async function beginLogin(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Trial login' }).waitFor();
}

/** Fills in the provider's login form. */
export async function submitLogin(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel('User name or e-mail address').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

export const greeting = (page: Page, name: string) => page.getByRole('heading', { name: `Hello, ${name}`, exact: true });

/** Logs in the test account `test-<number>`, as far as the greeting. */
export async function logInAsTestPerson(page: Page, address: string, number: number): Promise<{ email: string }> {
  await beginLogin(page, address);
  await submitLogin(page, `test-${number}`, TEST_PASSWORD);
  await greeting(page, 'Test').waitFor();
  return { email: `test-${number}@example.org` };
}

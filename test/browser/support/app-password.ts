import { type Locator, type Page } from 'playwright-core';

/** The panel that shows a new password. */
export const createdPanel = (page: Page, name: string): Locator => page.getByRole('group', { name: `App password for “${name}”` });

export const passwordRow = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'App passwords' }).getByRole('listitem').filter({ hasText: name });

/** The value of one of the page's fields that can be copied. */
export const fieldValue = (within: Page | Locator, label: string): Promise<string> =>
  within.getByRole('group', { name: label, exact: true }).getByRole('code').innerText();

/** Makes an app password by the form; returns it as the panel shows it. */
export async function makeAppPassword(page: Page, name: string, expires: 'Never' | 'In 30 days' | 'In 1 year' = 'Never'): Promise<string> {
  await page.getByRole('button', { name: 'New app password' }).click();
  const form = page.getByRole('form', { name: 'New app password' });
  await form.getByLabel('Device').fill(name);
  const choice = await form.getByRole('option').filter({ hasText: expires }).getAttribute('value');
  await form.getByLabel('Expires').selectOption(choice);
  await form.getByRole('button', { name: 'Make password' }).click();
  return fieldValue(createdPanel(page, name), 'Password');
}

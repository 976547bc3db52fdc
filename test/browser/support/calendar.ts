import { type Locator, type Page } from 'playwright-core';

export interface NewCalendar {
  readonly name: string;
  readonly color?: string;
  readonly description?: string;
}

export const calendarRow = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Calendars' }).getByRole('listitem').filter({ hasText: name });

/** Opens the form for a calendar and fills it in. Returns its button. */
export async function fillInCalendar(page: Page, { name, color, description }: NewCalendar): Promise<Locator> {
  await page.getByRole('button', { name: 'New calendar' }).click();
  const form = page.getByRole('form', { name: 'New calendar' });
  await form.getByLabel('Name').fill(name);
  if (color !== undefined) await form.getByRole('radio', { name: color }).check();
  if (description !== undefined) await form.getByLabel('Description (optional)').fill(description);
  return form.getByRole('button', { name: 'Create calendar' });
}

export async function makeCalendar(page: Page, calendar: NewCalendar): Promise<void> {
  await (await fillInCalendar(page, calendar)).click();
  await calendarRow(page, calendar.name).waitFor();
}

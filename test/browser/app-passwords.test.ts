import { describe, expect, test } from '@jest/globals';
import { dav } from '../integration/support/dav.ts';
import { instance } from '../integration/support/instance.ts';
import { createdPanel, fieldValue, makeAppPassword, passwordRow } from './support/app-password.ts';
import { freshTabs } from './support/fresh-tab.ts';
import { hasFocus, tabAndPress, tabTo } from './support/keyboard.ts';
import { logInAsTestPerson } from './support/log-in.ts';

const tab = freshTabs();
const PROPFIND = { headers: { depth: '0', 'user-agent': 'Thunderbird/140.0' } };

const propfindStatus = async (user: string, password: string): Promise<number> =>
  (await dav('PROPFIND', instance.caldavUrl, { user, password, ...PROPFIND })).status;

test('a new app password is shown once, with its device and expiry, and not any more after a reload', async () => {
  const { page } = tab();
  await logInAsTestPerson(page, instance.url, 72);
  const password = await makeAppPassword(page, 'Phone', 'In 30 days');
  expect(password).toMatch(/^calp_/);
  await createdPanel(page, 'Phone').getByText('It will not be shown again.').waitFor();
  expect(await passwordRow(page, 'Phone').innerText()).toMatch(/Never used[^]*Expires in 30 days/);

  await page.reload();
  const row = passwordRow(page, 'Phone');
  await row.waitFor();
  expect(await row.innerText()).toMatch(/Expires in 30 days/);
  expect(await page.content()).not.toContain(password);
});

test('a device connects with what the panel shows, and the panel says so by itself', async () => {
  const { page } = tab();
  await logInAsTestPerson(page, instance.url, 72);
  const password = await makeAppPassword(page, 'Laptop');
  const panel = createdPanel(page, 'Laptop');
  await panel.getByText('Waiting for the device to connect…').waitFor();
  const answer = await dav('PROPFIND', await fieldValue(panel, 'Server address'), {
    ...{ user: await fieldValue(panel, 'User name'), password },
    ...PROPFIND,
  });
  expect(answer.status).toBe(207);
  await panel.getByText('The device has connected (Thunderbird).').waitFor();
});

test('a revoked app password is refused over CalDAV; cancelling the dialog revokes nothing', async () => {
  const { page } = tab();
  const { email } = await logInAsTestPerson(page, instance.url, 72);
  const password = await makeAppPassword(page, 'Lost phone');
  await page.getByRole('button', { name: 'Done' }).click();

  const dialog = page.getByRole('dialog', { name: 'Revoke “Lost phone”?' });
  await page.getByRole('button', { name: 'Revoke Lost phone' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await propfindStatus(email, password)).toBe(207);

  await page.getByRole('button', { name: 'Revoke Lost phone' }).click();
  await dialog.getByRole('button', { name: 'Revoke password' }).click();
  await passwordRow(page, 'Lost phone').waitFor({ state: 'detached' });
  expect(await propfindStatus(email, password)).toBe(401);
});

describe('with the keyboard alone', () => {
  test('an app password is made, copied and revoked, and the focus is never lost', async () => {
    const { page } = tab();
    const { email } = await logInAsTestPerson(page, instance.url, 73);
    const newButton = page.getByRole('button', { name: 'New app password' });
    await tabAndPress(page, newButton);
    expect(await hasFocus(page.getByRole('textbox', { name: 'Device' }))).toBe(true);
    await page.keyboard.type('Tablet');
    await tabTo(page, page.getByLabel('Expires'));
    await page.keyboard.press('ArrowDown');
    await tabAndPress(page, page.getByRole('button', { name: 'Make password' }));

    const panel = createdPanel(page, 'Tablet');
    const password = await fieldValue(panel, 'Password');
    expect(await hasFocus(panel.getByRole('heading'))).toBe(true);
    await tabAndPress(page, panel.getByRole('button', { name: 'Copy Password' }));
    await panel.getByText('Copied').waitFor();
    await tabAndPress(page, panel.getByRole('button', { name: 'Done' }));
    expect(await hasFocus(newButton)).toBe(true);
    expect(await passwordRow(page, 'Tablet').innerText()).toContain('Expires in 30 days');
    expect(await propfindStatus(email, password)).toBe(207);

    const revokeButton = page.getByRole('button', { name: 'Revoke Tablet' });
    const dialog = page.getByRole('dialog');
    await tabAndPress(page, revokeButton);
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await hasFocus(revokeButton)).toBe(true);
    await page.keyboard.press('Enter');
    await tabAndPress(page, dialog.getByRole('button', { name: 'Revoke password' }));
    await passwordRow(page, 'Tablet').waitFor({ state: 'detached' });
    expect(await hasFocus(page.getByRole('heading', { name: 'App passwords', exact: true }))).toBe(true);
    expect(await propfindStatus(email, password)).toBe(401);
  });

  test('a form without a name says what is missing and gives the focus to that field', async () => {
    const { page } = tab();
    await logInAsTestPerson(page, instance.url, 73);
    await tabAndPress(page, page.getByRole('button', { name: 'New app password' }));
    await page.keyboard.press('Enter');
    await page.getByText('Say which device the password is for.').waitFor();
    expect(await hasFocus(page.getByRole('textbox', { name: 'Device' }))).toBe(true);
  });
});

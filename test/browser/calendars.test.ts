import { expect, test } from '@jest/globals';
import { dav } from '../integration/support/dav.ts';
import { instance } from '../integration/support/instance.ts';
import { fieldValue, makeAppPassword } from './support/app-password.ts';
import { calendarRow, makeCalendar } from './support/calendar.ts';
import { freshTabs } from './support/fresh-tab.ts';
import { logInAsTestPerson } from './support/log-in.ts';

const tab = freshTabs();
const DEPTH_0 = { headers: { depth: '0' } };

test('each calendar stands there with its CalDAV address, which answers a device', async () => {
  const { page } = tab();
  const { email } = await logInAsTestPerson(page, instance.url, 74);
  const calendar = page.getByRole('list', { name: 'Calendars' }).getByRole('listitem');
  await calendar.getByText('Default').waitFor();
  expect(await calendar.count()).toBe(1);
  const name = await calendar.getByRole('heading').innerText();
  const address = await fieldValue(calendar, `CalDAV address of ${name}`);
  expect(address.startsWith(instance.caldavUrl)).toBe(true);
  const password = await makeAppPassword(page, 'Phone');
  const answer = await dav('PROPFIND', address, { user: email, password, ...DEPTH_0 });
  expect({ status: answer.status, hasName: answer.body.includes(`displayname>${name}<`) }).toEqual({ status: 207, hasName: true });
});

test('a calendar made on the page is on the CalDAV server, with its name, colour and description', async () => {
  const { page } = tab();
  const { email } = await logInAsTestPerson(page, instance.url, 75);
  await makeCalendar(page, { name: 'Team Zoë', color: 'Purple', description: 'Who is away' });
  await page.getByRole('status').filter({ hasText: 'The calendar “Team Zoë” was created.' }).waitFor();

  const calendar = calendarRow(page, 'Team Zoë');
  const address = await fieldValue(calendar, 'CalDAV address of Team Zoë');
  const password = await makeAppPassword(page, 'Phone');
  const answer = await dav('PROPFIND', address, { user: email, password, ...DEPTH_0, body: PROPERTIES });
  expect(answer.status).toBe(207);
  for (const value of ['Team Zoë', 'Who is away', '#7b4bb3']) expect(answer.body.toLowerCase()).toContain(value.toLowerCase());
  await page.reload();
  await calendar.getByText('Who is away').waitFor();
});

const PROPERTIES = `<propfind xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:a="http://apple.com/ns/ical/">
  <prop><displayname/><c:calendar-description/><a:calendar-color/></prop></propfind>`;

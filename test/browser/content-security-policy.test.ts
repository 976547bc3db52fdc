import { expect, test } from '@jest/globals';
import { waitUntil } from '../dev-env/wait-until.ts';
import { instance } from '../integration/support/instance.ts';
import { freshTabs } from './support/fresh-tab.ts';

const tab = freshTabs();

/** The attack: markup that got into the page loads a script from elsewhere, runs one of its own, or sends away what it finds. */
test('the page loads nothing from another origin, runs no inline script and sends nothing away', async () => {
  const { page, faults } = tab();
  await page.goto(instance.url);
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  await page.evaluate(`
    const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
    add('script', { src: '${instance.issuer}/evil.js' });
    add('script', { textContent: 'document.title = "evil"' });
    add('img', { src: '${instance.issuer}/evil.png' });
    fetch('${instance.issuer}/evil').catch(() => undefined);`);
  const refused = () => faults.list().flatMap((line) => /^console: content security policy: (\S+)/.exec(line)?.[1] ?? []);
  await waitUntil(async () => refused().length >= 4, 5000);
  expect(refused().sort()).toEqual(['connect-src', 'img-src', 'script-src-elem', 'script-src-elem']);
  expect(await page.title()).not.toBe('evil');
  faults.allow(/content security policy/i);
  faults.allow(/^csp GET /);
});

import { expect } from '@jest/globals';
import { logIn } from '../integration/support/log-in.ts';
import { hostileAddresses, hostileNames } from './support/accounts.ts';
import { attacks } from './support/attack.ts';
import { instance } from './support/instance.ts';
import { fieldOf } from './support/message-reader.ts';
import { principals } from './support/oracles.ts';
import { arrive, whoAmI } from './support/people.ts';

/** Group I: what an identity provider says of a person names somebody else, or breaks out of where it is put. */
const { attack } = attacks({ mayAdd: Object.keys(hostileNames).map((username) => `${username}@example.org`) });

const me = `${instance.url}/api/v1.0/users/me/`;

attack.each(Object.keys(hostileAddresses))(
  'I1: the address of %s is refused in clear words and makes nobody',
  async (username, { recorder }) => {
    const before = await principals();
    const { browser, url, text, response } = await logIn(instance.url, username);
    expect((await browser.api(me)).status).toBe(401);
    expect(new URL(url).origin).toBe(instance.url);
    expect(url).toMatch(/error=/);
    expect(response.status).toBeLessThan(500);
    expect(text).not.toContain('bob@example.com');
    expect(recorder.messages).toEqual([]);
    expect(await principals()).toEqual(before);
  },
);

attack.each(Object.keys(hostileNames))(
  'I2: the display name of %s is kept as plain text and goes upstream percent-encoded',
  async (username, { recorder }) => {
    const person = await arrive(username, `${username}@example.org`);
    const { full_name: name } = (await (await person.api('/users/me/')).json()) as { full_name: string };
    expect(name).not.toMatch(/\p{Cc}/u);
    expect(name.length).toBeLessThanOrEqual(254);
    expect((await whoAmI(person)).body).toContain(person.home);
    for (const message of recorder.messages) expect(fieldOf(message, 'x-forwarded-name')).toMatch(/^[A-Za-z0-9%._~!'()*-]*$/);
    expect(new Set(recorder.messages.map(({ user }) => user))).toEqual(new Set([person.email]));
  },
  { callers: () => Object.keys(hostileNames).map((username) => `${username}@example.org`), unanswered: 6 },
);

attack.each(['unverified-alice', 'verified-alice'])(
  "I3: %s, who has alice's address at another subject, is not linked to her",
  async (username, { alice, recorder }) => {
    const { browser, url } = await logIn(instance.url, username);
    expect((await browser.api(me)).status).toBe(401);
    expect(url).toMatch(/error=/);
    expect(recorder.messages).toEqual([]);
    expect(await (await alice.api('/users/me/')).json()).toMatchObject({ email: alice.email, full_name: 'Alice Example' });
  },
);

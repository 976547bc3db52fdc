import { expect } from '@jest/globals';
import { event } from '../integration/support/dav.ts';
import { attacks } from './support/attack.ts';
import * as bodies from './support/dav-bodies.ts';
import { inventory, putEvent } from './support/people.ts';
import type { Scene } from './support/oracles.ts';

/** Group G, G16: invitations and replies in somebody else's name. */
const { attack } = attacks();
const asBob = { callers: ({ bob }: Scene) => [bob.email] };
const denied = [403, 404];

const invitation = (uid: string, method = ''): string =>
  event(uid, 'Invited')
    .replace(
      'DTSTAMP',
      [
        'ORGANIZER:mailto:bob@example.com',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:carol@example.com',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.com',
        'DTSTAMP',
      ].join('\r\n'),
    )
    .replace('PRODID', `${method}PRODID`);

attack(
  'G16: an event that names bob as its organizer invites nobody in his name',
  async ({ alice, bob }) => {
    const inbox = () => bob.ask('PROPFIND', `${bob.home}.in/`, { headers: ['Depth: 1'], body: bodies.propfind('getetag') });
    const before = [(await inbox()).body, await inventory(bob)];
    expect([201, 400, 403]).toContain((await putEvent(alice, `${alice.calendar}g16.ics`, invitation('g16'))).status);
    const reply = {
      headers: ['Content-Type: text/calendar', 'Originator: mailto:bob@example.com', 'Recipient: mailto:carol@example.com'],
      body: invitation('g16', 'METHOD:REPLY\r\n'),
    };
    expect((await alice.ask('POST', `${alice.home}.out/`, reply)).status).toBeGreaterThanOrEqual(400);
    expect(denied).toContain((await alice.ask('POST', `${bob.home}.out/`, reply)).status);
    expect([(await inbox()).body, await inventory(bob)]).toEqual(before);
  },
  asBob,
);

attack.each(['REQUEST', 'REPLY', 'CANCEL', 'COUNTER', 'ADD'])(
  'G16: POST of an iTIP %s is 403 and reaches nobody',
  async (method, { alice, recorder }) => {
    const headers = ['Content-Type: text/calendar'];
    const plain = invitation('g16', `METHOD:${method}\r\n`);
    const disguised = [
      plain,
      plain.replace('METHOD', 'METH\r\n OD'),
      plain.replace('BEGIN:VEVENT', 'BEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\nBEGIN:VEVENT'),
      `${plain}${freeBusyRequest}`,
      freeBusyRequest + plain,
    ];
    for (const body of disguised)
      for (const query of ['', '?x', '?x=?add-member&y']) {
        const answer = await alice.ask('POST', `${alice.home}.out/${query}`, { headers, body });
        expect([answer.status, answer.body.includes('valid-scheduling-message')]).toEqual([403, true]);
      }
    expect(recorder.messages).toEqual([]);
  },
);

const freeBusyRequest = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//EN', 'METHOD:REQUEST', 'BEGIN:VFREEBUSY', 'UID:fb', 'DTSTAMP:20260101T000000Z'],
  ...['DTSTART:20270101T000000Z', 'DTEND:20270102T000000Z', 'ORGANIZER:mailto:alice@example.com', 'ATTENDEE:mailto:bob@example.com'],
  ...['END:VFREEBUSY', 'END:VCALENDAR', ''],
].join('\r\n');

attack('G16: POST of a free-busy request (RFC 6638 5) is answered', async ({ alice }) => {
  const answer = await alice.ask('POST', `${alice.home}.out/`, { headers: ['Content-Type: text/calendar'], body: freeBusyRequest });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('schedule-response');
});

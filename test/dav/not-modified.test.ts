import { beforeAll, describe, expect, test } from '@jest/globals';
import { newPerson } from '../integration/support/person.ts';
import { newCalendar, type Calendar } from './support/calendar.ts';

let calendar: Calendar;
let etag: string;

beforeAll(async () => {
  calendar = await newCalendar(await newPerson(28));
  await calendar.put('one.ics');
  etag = String((await calendar.dav('GET', 'one.ics')).headers.etag);
});

describe('If-None-Match (RFC 9110 13.1.2, 15.4.5)', () => {
  describe.each(['GET', 'HEAD'])('%s', (method) => {
    test.each([
      ['the tag', () => etag],
      ['the tag, weak', () => `W/${etag}`],
      ['a list', () => `"other", ${etag}`],
      ['a list of weak ones without spaces', () => `W/"a,b",W/${etag}`],
      ['anything', () => '*'],
    ])('%s: 304 with the tag and without a body', async (_what, header) => {
      const { status, headers, body } = await calendar.dav(method, 'one.ics', { headers: { 'if-none-match': header() } });
      expect({ status, etag: headers.etag, body }).toEqual({ status: 304, etag, body: '' });
      expect(headers['content-type'] ?? 'text/calendar').toMatch(/^text\/calendar/);
    });

    test.each([
      ['another tag', () => '"other"'],
      ['the tag without quotes', () => etag.slice(1, -1)],
      ['part of the tag', () => `${etag.slice(0, -2)}"`],
      ['nothing', () => ''],
    ])('%s: 200', async (_what, header) => {
      const { status, headers } = await calendar.dav(method, 'one.ics', { headers: { 'if-none-match': header() } });
      expect([status, headers.etag]).toEqual([200, etag]);
    });
  });

  test('a changed object: 200 with the new one', async () => {
    await calendar.put('two.ics', 'before');
    const before = String((await calendar.dav('GET', 'two.ics')).headers.etag);
    await calendar.put('two.ics', 'after');
    const { status, body } = await calendar.dav('GET', 'two.ics', { headers: { 'if-none-match': before } });
    expect([status, body.includes('after')]).toEqual([200, true]);
  });

  test('a missing object stays missing', async () => {
    expect((await calendar.dav('GET', 'missing.ics', { headers: { 'if-none-match': '*' } })).status).toBe(404);
  });

  test('a whole calendar: 304 until a member changes', async () => {
    const first = String((await calendar.dav('GET', '')).headers.etag);
    const ask = async () => (await calendar.dav('GET', '', { headers: { 'if-none-match': first } })).status;
    expect(await ask()).toBe(304);
    await calendar.put('three.ics');
    expect(await ask()).toBe(200);
    await calendar.dav('DELETE', 'three.ics');
    expect(await ask()).toBe(200);
  });
});

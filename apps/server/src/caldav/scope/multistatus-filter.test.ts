import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MultistatusFilter } from './multistatus-filter.ts';

const shows = (href: string) => href.startsWith('/open');

function filter(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): string {
  const made = new MultistatusFilter(shows);
  let out = '';
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length]!);
    out += made.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out + made.end();
}
const text = (xml: string, sizes?: number[]) => filter(Buffer.from(xml), sizes);

const response = (href: string, inside = '<d:propstat><d:prop><d:displayname>Ä &amp; 📅</d:displayname></d:prop></d:propstat>') =>
  `<d:response><d:href>${href}</d:href>${inside}</d:response>`;
const multistatus = (...parts: string[]) =>
  `<?xml version="1.0" encoding="utf-8" ?>\r\n<d:multistatus xmlns:d="DAV:" a='1>2'>${parts.join('\n ')}\r\n<!-- < --><d:sync-token>x</d:sync-token></d:multistatus>\n`;

describe('F10 an answer of several resources (RFC 4918 13)', () => {
  test('has the ones that are shown, byte for byte, and none of the others', () => {
    const closed = response('/closed/');
    expect(text(multistatus(response('/open/1'), closed, response('/open/2'), closed))).toBe(
      multistatus(response('/open/1'), '', response('/open/2'), ''),
    );
  });

  test('is unchanged when all are shown', () => {
    const whole = multistatus(response('/open/'), response('/open/<![CDATA[a<b>]]>'));
    expect(text(whole)).toBe(whole);
  });

  test('hrefs are read with entities, CDATA, space, other prefixes and default namespaces', () => {
    const odd = '<response xmlns="DAV:"><href>\n /clo&#115;ed/x</href><status>HTTP/1.1 200 OK</status></response>';
    const cdata = '<x:response xmlns:x="DAV:"><x:href><![CDATA[/closed]]></x:href></x:response>';
    const kept = '<response xmlns="DAV:"><href>/<![CDATA[open]]></href></response>';
    expect(text(multistatus(odd, cdata, kept))).toBe(multistatus('', '', kept));
  });

  test('responses inside properties are left out too (expand-property, RFC 3253 3.8)', () => {
    const expanded = (...parts: string[]) => response('/open/', `<d:prop><d:home>${parts.join('')}</d:home></d:prop>`);
    expect(text(multistatus(expanded(response('/closed/'), response('/open/x'))))).toBe(multistatus(expanded(response('/open/x'))));
    expect(text(multistatus(response('/closed/', `<d:prop>${response('/open/x')}</d:prop>`)))).toBe(multistatus(''));
  });

  test('wherever the answer is cut into chunks', () => {
    const part = fc.constantFrom(
      response('/open/1'),
      response('/closed/'),
      response('/open/2', `<d:prop>${response('/closed/2')}</d:prop>`),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (parts, sizes) => {
        const out = text(multistatus(...parts), sizes);
        expect(out).toBe(text(multistatus(...parts)));
        expect(out).not.toContain('closed');
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['no href', '<d:response><d:status>HTTP/1.1 200 OK</d:status><d:href>/closed</d:href></d:response>'],
    ['nothing in it', '<d:response/>'],
    ['hrefs of both sides', '<d:response><d:href>/open</d:href><d:href>/closed</d:href></d:response>'],
    ['an element that is not closed', '<d:response><d:href>/open</d:href>'],
  ])('what cannot be read with certainty is not given out: %s', (_what, part) => {
    expect(() => text(multistatus(part))).toThrow();
  });

  test('a DOCTYPE or another encoding is not read', () => {
    expect(() => text('<!DOCTYPE x [<!ENTITY y "z">]><x/>')).toThrow();
    expect(() => filter(Buffer.from(multistatus(response('/open/')), 'utf16le'))).toThrow();
    expect(() => filter(Buffer.from([0x3c, 0x61, 0xff]))).toThrow();
  });

  test('a response of 5 MB is not held back', () => {
    const made = new MultistatusFilter(shows);
    made.push(Buffer.from('<d:multistatus xmlns:d="DAV:"><d:response><d:href>/open/</d:href><d:prop><d:data>'));
    for (let i = 0; i < 5; i++) expect(made.push(Buffer.alloc(1_048_576, 'x')).length).toBeGreaterThan(1_000_000);
  });
});

import { describe, expect, test } from '@jest/globals';
import { readReport, without } from './read-report.ts';

const body = (hrefs: string, name = 'calendar-multiget') =>
  `<?xml version="1.0"?><c:${name} xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:"><d:prop><d:href/><d:getetag/></d:prop>${hrefs}</c:${name}>`;

describe('calendar-multiget (RFC 4791 7.9)', () => {
  test('hrefs are found with entities, CDATA, attributes and space, but not those inside DAV:prop', () => {
    const found = readReport(body('<d:href>/a&amp;b</d:href>\n<x:href xmlns:x="DAV:" y="1>2"> /c<![CDATA[/d]]></x:href ><d:href/>'));
    expect(found.hrefs.map(({ href }) => href)).toEqual(['/a&b', ' /c/d', '']);
  });

  test('the elements of some are taken out, and nothing else', () => {
    const text = body('<d:href>/1</d:href> <d:href a="é📅">/2</d:href >\n<d:href>/3</d:href>');
    const { hrefs } = readReport(text);
    expect(without(text, [hrefs[1]!])).toBe(body('<d:href>/1</d:href> \n<d:href>/3</d:href>'));
    expect(without(text, [])).toBe(text);
  });

  test('other reports have none', () => {
    expect(readReport(body('<d:href>/1</d:href>', 'calendar-query'))).toEqual({
      name: '{urn:ietf:params:xml:ns:caldav}calendar-query',
      hrefs: [],
    });
  });

  test.each([
    '',
    '<a>',
    '<!DOCTYPE a><a/>',
    '<?xml version="1.0" encoding="utf-7"?><a/>',
    '<?xml version="1.0" encoding="iso-8859-1"?><a/>',
  ])('what cannot be read with certainty is refused: %s', (text) => expect(() => readReport(text)).toThrow());
});

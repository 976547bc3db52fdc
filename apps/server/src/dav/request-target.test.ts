import { describe, expect, test } from '@jest/globals';
import { readTarget } from './request-target.ts';

const BASE = '/api/v1.0/caldav';

describe('a target is read once and kept byte for byte', () => {
  test.each([
    ['', []],
    ['/', []],
    ['/alice@example.com/', ['alice@example.com']],
    ['/alice%40example.com/work/', ['alice@example.com', 'work']],
    ['/a/b/c.ics?x=%2e%2e', ['a', 'b', 'c.ics']],
    ["/a/b/it's%20(not)~a+b%2Bc,d;e=f!.ics".replaceAll(/[()]/g, ''), ['a', 'b', "it's not~a+b+c,d;e=f!.ics"]],
    ['/a/b/50%25.ics', ['a', 'b', '50%.ics']],
    ['/a/b/%E2%98%83.ics', ['a', 'b', '☃.ics']],
    ['/a/.hidden/..x', ['a', '.hidden', '..x']],
  ])('%s', (rest, segments) => {
    expect(readTarget(BASE + rest, BASE)).toEqual({ path: (BASE + rest).split('?')[0], segments });
  });
});

describe('what could be read in two ways is refused', () => {
  test.each([
    ...['/..', '/a/../b', '/.', '/%2e%2e/b', '/%2E./b', '/%252e%252e/b', '/%25252e%25252e/b', '/..;/b', '/..;x=1/b', '/%2e%2e%3b/b'],
    ...['//b', '/a//b', '/a%2fb', '/a%2Fb', '/a%252fb', '/a%5cb', '/a\\b', '/a%00b', '/a%0d%0ab', '/a%7f', '/a#/b', '/a%23b'],
    ...['/a%7Cb', '/a*', '/a%3F', '/a$', '/a^', '/a(b)', '/a[b]', '/a{b}', '/%c0%ae%c0%ae/', '/%ff', '/%zz', '/%', '/a b', '/☃'],
    `/${'a/'.repeat(30)}`,
  ])('%s', (rest) => {
    expect(readTarget(BASE + rest, BASE)).toEqual(expect.any(String));
  });

  test.each(['/api/v1.0/caldavX/', '/api/v1.0/', '/API/V1.0/caldav/', 'http://evil/api/v1.0/caldav/', '*'])('%s is not here', (target) => {
    expect(readTarget(target, BASE)).toEqual(expect.any(String));
  });
});

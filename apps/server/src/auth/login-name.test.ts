import { expect, test } from '@jest/globals';
import { canonicalLoginName } from './login-name.ts';

test.each(['alice@example.org', 'ALICE@Example.ORG', ' alice@example.org\u00a0', '\talice@example.org.', 'Alice@EXAMPLE.org. '])(
  'F4 one form for %j',
  (typed) => expect(canonicalLoginName(typed)).toBe('alice@example.org'),
);

test('I4 composed and decomposed letters are the same, letters that only look alike are not', () => {
  expect(canonicalLoginName('zoe\u0308@example.org')).toBe(canonicalLoginName('zo\u00eb@example.org'));
  expect(canonicalLoginName('\u212aate@example.org')).not.toBe('kate@example.org');
  expect(canonicalLoginName('\u0130da@example.org')).not.toBe('ida@example.org');
  expect(canonicalLoginName('\u0430lice@example.org')).not.toBe('alice@example.org');
});

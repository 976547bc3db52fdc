import { describe, expect, test } from '@jest/globals';
import { problemOfProlog } from './check-xml.ts';

const propfind = '<propfind xmlns="DAV:"><allprop/></propfind>';

describe('XML that is let through', () => {
  test.each([
    '',
    propfind,
    `\uFEFF${propfind}`,
    `<?xml version="1.0" encoding="UTF-8"?>\n<!-- a <!DOCTYPE in a comment --><?pi x?>\n${propfind}`,
    `<?xml version='1.0' encoding='iso-8859-1' standalone='yes'?>${propfind}`,
    `\r\n <?xml version="1.0"?> <D:propfind xmlns:D="DAV:"/>`,
    '<a><![CDATA[<!DOCTYPE x>]]></a>',
  ])('%j', (text) => {
    expect(problemOfProlog(Buffer.from(text).toString('latin1'))).toBeUndefined();
  });
});

describe('XML that is refused', () => {
  test.each([
    ['a DOCTYPE', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${propfind}`],
    ['a DOCTYPE after a declaration, comments and instructions', `<?xml version="1.0"?><!-- - -- > --><?x y?>\n<!DOCTYPE x>${propfind}`],
    ['a DOCTYPE in small letters', `<!doctype x>${propfind}`],
    ['UTF-16', Buffer.from(`<!DOCTYPE x>${propfind}`, 'utf16le').toString('latin1')],
    ['UTF-7', `<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-`],
    ['a prolog without end', `<!--${'x'.repeat(5000)}`],
    ['text', 'BEGIN:VCALENDAR'],
  ])('%s', (_what, text) => {
    expect(problemOfProlog(text)).toEqual(expect.any(String));
  });
});

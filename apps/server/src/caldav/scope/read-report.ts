import { SaxesParser } from 'saxes';
import { CALDAV } from '../../dav/names.ts';

export interface Report {
  /** Name of the report, in Clark notation. */
  readonly name: string;
  /** The hrefs that a multiget asks for, and where their elements stand in the text. */
  readonly hrefs: readonly ReportHref[];
}

export interface ReportHref {
  readonly href: string;
  readonly begin: number;
  readonly end: number;
}

export const CALENDAR_MULTIGET = `{${CALDAV}}calendar-multiget`;
const multigets: ReadonlySet<string> = new Set([CALENDAR_MULTIGET, '{urn:ietf:params:xml:ns:carddav}addressbook-multiget']);
const readable = /^(utf-8|us-ascii)$/i;

/** Reads the body of a REPORT (RFC 3253 3.6) as far as hrefs go. Throws when that cannot be done with certainty. */
export function readReport(text: string): Report {
  const parser = new SaxesParser({ xmlns: true });
  const hrefs: ReportHref[] = [];
  let name: string | undefined;
  let depth = 0;
  let open: { begin: number; href: string } | undefined;
  const refuse = (what: string) => () => {
    throw new Error(what);
  };
  parser.on('error', (error) => refuse(error.message)());
  parser.on('doctype', refuse('a DOCTYPE is not accepted'));
  parser.on('xmldecl', ({ encoding }) => {
    // the text was read as UTF-8; the upstream would go by what it says of itself
    if (encoding !== undefined && !readable.test(encoding)) refuse('not in UTF-8')();
  });
  parser.on('opentag', ({ uri, local }) => {
    if (depth === 0) name = `{${uri}}${local}`;
    if (depth === 1 && uri === 'DAV:' && local === 'href') open = { begin: text.lastIndexOf('<', parser.position - 1), href: '' };
    depth += 1;
  });
  const addText = (part: string) => {
    if (open) open.href += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth -= 1;
    if (depth !== 1 || !open) return;
    hrefs.push({ ...open, end: parser.position });
    open = undefined;
  });
  parser.write(text).close();
  if (name === undefined) throw new Error('an empty document');
  return { name, hrefs: multigets.has(name) ? hrefs : [] };
}

/** The text without these elements; every other character stays. */
export function without(text: string, cut: readonly ReportHref[]): string {
  let rest = '';
  let at = 0;
  for (const { begin, end } of cut) {
    rest += text.slice(at, begin);
    at = end;
  }
  return rest + text.slice(at);
}

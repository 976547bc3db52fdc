/**
 * The one reading of a request target, a Destination or an href of a client. What it reads differently from the upstream would be a
 * hole, so whatever could be read in two ways is refused. The text itself goes on byte for byte, because clients compare hrefs literally.
 */
export interface RequestTarget {
  /** Percent-encoded, as it came. */
  readonly path: string;
  /** Decoded once, without the empty one that a slash at the end makes. */
  readonly segments: readonly string[];
}

const MAX_SEGMENTS = 20;

/** What DAViCal takes as regular-expression operators, or refuses itself (davical/README.md), and what no path needs. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const unusable = /[\u0000-\u001f\u007f|*?$^()[\]{}\\/#]/;
/** RFC 3986 3.3, without the fragment that some parsers cut off and others do not. */
const visible = /^[\x21-\x22\x24-\x5b\x5d-\x7b\x7d-\x7e]*$/;

/** Reads a target below `base`; a string is the reason why it is refused. */
export function readTarget(target: string, base: string): RequestTarget | string {
  const path = target.split('?', 1)[0] ?? '';
  if (!visible.test(target)) return 'it has a character that must be percent-encoded';
  if (path !== base && !path.startsWith(`${base}/`)) return 'it is outside the CalDAV context';
  const raw = path.slice(base.length + 1).split('/');
  if (raw.at(-1) === '') raw.pop();
  if (raw.length > MAX_SEGMENTS) return 'it has too many segments';
  const segments: string[] = [];
  for (const each of raw) {
    const segment = readSegment(each);
    if ('problem' in segment) return segment.problem;
    segments.push(segment.text);
  }
  return { path, segments };
}

function readSegment(raw: string): { text: string } | { problem: string } {
  if (raw === '') return { problem: 'it has an empty segment' };
  const text = decode(raw);
  if (text === undefined) return { problem: 'it is not percent-encoded UTF-8' };
  if (unusable.test(text)) return { problem: 'it has a character that a calendar path cannot have' };
  if (isDotSegment(text)) return { problem: 'it has a dot segment' };
  return { text };
}

/** Also when it is encoded more than once, for a component further on that decodes again; and with a parameter (`..;x`). */
function isDotSegment(decoded: string): boolean {
  let text = decoded;
  for (let again = decode(text); again !== undefined && again !== text; again = decode(text)) {
    text = again;
    if (unusable.test(text)) return true;
  }
  return /^\.{1,2}(;.*)?$/.test(text);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

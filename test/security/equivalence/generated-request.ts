import fc from 'fast-check';
import { bodies, type Body } from './bodies.ts';
import { seldom } from './seldom.ts';

/**
 * A request in terms that hold for either twin: `{me}` is the address of the one who asks, `{victim}` that of somebody else. What the proxy
 * refuses carries the status of the refusal from where it is generated, so that the oracle reads no text.
 */
export interface GeneratedRequest {
  readonly method: string;
  readonly target: Target;
  readonly query: string;
  readonly depth: string | undefined;
  readonly destination: Reference | undefined;
  readonly conditional: Reference | undefined;
  readonly headers: readonly Header[];
  readonly steering: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly isChunked: boolean;
}

export interface Target {
  readonly path: string;
  readonly kind: 'context' | 'home' | 'calendar' | 'object' | 'other' | 'unacceptable';
  readonly isOwn: boolean;
}

/** A Destination or an If. */
export interface Reference {
  readonly value: string;
  readonly refused?: number;
}

export interface Header {
  readonly name: string;
  readonly value: string | readonly string[];
  readonly refused?: number;
}

const own = (kind: Target['kind'], ...paths: string[]): Target[] => paths.map((path) => ({ path, kind, isOwn: true }));
const foreign = (kind: Target['kind'], ...paths: string[]): Target[] => paths.map((path) => ({ path, kind, isOwn: false }));

const objectNames = [
  'e0.ics',
  'e1.ics',
  'e2.ics',
  'e3.ics',
  'new.ics',
  'a%20b.ics',
  'caf%C3%A9.ics',
  "it's.ics",
  'a+b.ics',
  'x&y.ics',
  'no-suffix',
];
const objects = own(
  'object',
  ...['calendar', 'calendar', 'work', 'work', 'missing'].flatMap((calendar) => objectNames.map((name) => `/{me}/${calendar}/${name}`)),
);
const calendars = own(
  'calendar',
  '/{me}/calendar/',
  '/{me}/calendar',
  '/{me}/work/',
  '/{me}/missing/',
  '/{me}/.in/',
  '/{me}/.out/',
  '/{me}/calendar.ics',
);
const homes = [...own('home', '/{me}/', '/{me}', '/{me-encoded}/'), ...foreign('home', '/{victim}/', '/nobody@example.org/')];
const elsewhere = [
  ...foreign('calendar', '/{victim}/calendar/', '/{victim}/secret/', '/nobody@example.org/calendar/'),
  ...foreign('object', '/{victim}/calendar/secret.ics', '/{victim}/secret/secret.ics', '/{victim}/calendar/planted.ics'),
];
const deep = own('other', '/{me}/calendar/folder/e0.ics', '/{me}/calendar/e0.ics/more/x');
const unacceptable = own(
  'unacceptable',
  ...[
    '/{me}/../{victim}/',
    '/{me}/%2e%2e/{victim}/calendar/',
    '/{me}/%252e%252e/{victim}/',
    '/{me}//calendar/',
    '/{me}/a%2Fb.ics',
    '/{me}/a%5cb/',
  ],
  ...[
    '/{me}/a%00/',
    '/{me}/a%0d%0ab/',
    '/{me}/%7C/',
    '/{me}/%zz/',
    '/{me}/%FF/',
    '/{me}/..;x/',
    '/{me}/calendar/a%28b.ics',
    '/{me}/./calendar/',
  ],
);

const target = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...objects) },
  { weight: 22, arbitrary: fc.constantFrom(...calendars) },
  { weight: 12, arbitrary: fc.constantFrom(...homes) },
  { weight: 10, arbitrary: fc.constantFrom(...elsewhere) },
  { weight: 4, arbitrary: fc.constantFrom(...own('context', '/')) },
  { weight: 3, arbitrary: fc.constantFrom(...deep) },
  { weight: 6, arbitrary: fc.constantFrom(...unacceptable) },
);

const method = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom('PROPFIND', 'REPORT') },
  { weight: 20, arbitrary: fc.constantFrom('PUT', 'GET') },
  { weight: 12, arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'PROPPATCH', 'POST', 'MOVE', 'MKCALENDAR') },
  { weight: 5, arbitrary: fc.constantFrom('DELETE', 'MKCOL', 'COPY', 'ACL', 'UNLOCK', 'LOCK') },
  { weight: 2, arbitrary: fc.constantFrom('BIND', 'REBIND', 'UNBIND', 'TRACE', 'PATCH', 'SEARCH', 'MKACTIVITY', 'LINK') },
);

const destination = fc.constantFrom<(Reference | undefined)[]>(
  undefined,
  ...objectNames
    .slice(0, 5)
    .flatMap((name) => [{ value: `{origin}/{context}/{me}/work/${name}` }, { value: `/{context}/{me}/calendar/${name}` }]),
  { value: '/{context}/{victim}/calendar/planted.ics' },
  { value: 'http://elsewhere.example/{context}/{me}/work/e0.ics', refused: 502 },
  { value: '//elsewhere.example/{context}/{me}/work/e0.ics', refused: 502 },
  { value: '/{context}/{me}/work/', refused: 403 },
  { value: '/{context}/{me}/', refused: 403 },
  { value: '/{context}/', refused: 403 },
  { value: '/{context}/{me}/../{victim}/calendar/x.ics', refused: 403 },
  { value: '/{context}/{me}/work/a%2Fb.ics', refused: 403 },
  { value: '/elsewhere/x/y/z.ics', refused: 403 },
);

const conditional = seldom(
  fc.constantFrom<Reference[]>(
    { value: '(<opaquelocktoken:11111111-2222-3333-4444-555555555555>)' },
    { value: '(["not-it"])' },
    { value: '</{context}/{me}/calendar/e0.ics> (["not-it"])' },
    { value: '<{origin}/{context}/{me}/calendar/e1.ics> (Not ["not-it"])' },
    { value: '<http://elsewhere.example/{context}/{me}/x/y> (["a"])', refused: 400 },
    { value: 'nonsense', refused: 400 },
  ),
);

const header = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom<Header[]>(
      ...['t', 'f'].map((value) => ({ name: 'Brief', value })),
      ...['return=minimal', 'return=representation'].map((value) => ({ name: 'Prefer', value })),
      ...['*', '"nonsense"', '"a", "b"'].flatMap((value) => ['If-Match', 'If-None-Match'].map((name) => ({ name, value }))),
      ...['T', 'F'].map((value) => ({ name: 'Overwrite', value })),
      ...['text/calendar', '*/*', 'application/xml'].map((value) => ({ name: 'Accept', value })),
      ...['Mozilla/5.0', 'iOS/17 dataaccessd', 'DAVx5/4.4'].map((value) => ({ name: 'User-Agent', value })),
      { name: 'Content-Encoding', value: 'identity' },
      { name: 'Schedule-Reply', value: 'F' },
      { name: 'Lock-Token', value: '<opaquelocktoken:11111111-2222-3333-4444-555555555555>' },
      { name: 'Timeout', value: 'Second-3600' },
      { name: 'X-Apple-Thing', value: 'caf\u00e9' },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Header[]>(
      { name: 'X_Forwarded_User', value: 'test@example.org', refused: 400 },
      { name: 'X.Dotted', value: '1', refused: 400 },
      { name: 'Overwrite', value: ['T', 'F'], refused: 400 },
      { name: 'Content-Encoding', value: 'gzip', refused: 415 },
    ),
  },
);

/** Dropped by the proxy, so it is sent to the proxy only, and changes nothing. */
const steering = fc.constantFrom<Record<string, string>[]>(
  ...Array.from({ length: 8 }, () => ({})),
  { 'X-Forwarded-User': '{victim}', 'X-Forwarded-Signature': 'v1=00', 'X-Forwarded-Timestamp': '1' },
  { 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'DELETE' },
  { Ticket: 'abc', 'Remote-User': '{victim}', 'X-Remote-User': '{victim}' },
  { 'X-DAViCal-Testcase': '1', 'X-DAViCal-Flush-Cache': '1', 'X-Script-Name': '/elsewhere' },
  { Cookie: 'sid=1', Forwarded: 'for=1.2.3.4;host=elsewhere.example', 'X-Forwarded-Host': 'elsewhere.example' },
  { 'X-Hop': '1', Connection: 'keep-alive, X-Hop, X-Forwarded-User' },
);

const depth = fc.constantFrom<(string | undefined)[]>(undefined, '0', '0', '1', '1', '1', 'infinity', '2', 'nonsense');
const query = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('?x=1', '?method=DELETE', '?ticket=abc', '?') },
);

/** Requests in which most parts are right, so that most get far. */
export const generatedRequest: fc.Arbitrary<GeneratedRequest> = method.chain((name) =>
  fc.record({
    method: fc.constant(name),
    target,
    query,
    depth,
    destination: name === 'MOVE' || name === 'COPY' ? destination : fc.constant(undefined),
    conditional,
    headers: fc.uniqueArray(header, { maxLength: 3, selector: (each) => each.name.toLowerCase() }),
    steering,
    body: bodies(name),
    isChunked: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  }),
);

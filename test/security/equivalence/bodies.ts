import fc from 'fast-check';
import { event } from '../../integration/support/dav.ts';
import { seldom } from './seldom.ts';

export interface Body {
  readonly text: string;
  readonly type: string | undefined;
  /** Whoever is asked for, the proxy refuses such a body with this status where it reads it. */
  readonly refused?: number;
  /** ACL: it grants something to everybody. PROPPATCH: it changes what a principal is. */
  readonly isForbidden?: boolean;
  readonly isWellFormed: boolean;
}

const xml = (text: string, more: Partial<Body> = {}): Body => ({
  text,
  type: 'application/xml; charset=utf-8',
  isWellFormed: true,
  ...more,
});
const none: Body = { text: '', type: undefined, isWellFormed: false };
const spaces =
  'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/" xmlns:A="http://apple.com/ns/ical/"';

/** What every method with XML may be sent wrongly. */
const wrong: Body[] = [
  xml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:"><allprop/></propfind>', { refused: 400 }),
  xml('<?xml version="1.0" encoding="utf-16"?><propfind xmlns="DAV:"/>', { refused: 400 }),
  xml('no XML at all', { refused: 400, isWellFormed: false }),
  xml('<propfind xmlns="DAV:"><allprop>', { isWellFormed: false }),
  none,
];
const orWrong = (right: fc.Arbitrary<Body>) =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });

const properties = [
  ...[
    'displayname',
    'resourcetype',
    'getetag',
    'getcontenttype',
    'getcontentlength',
    'getlastmodified',
    'creationdate',
    'owner',
    'sync-token',
  ],
  ...[
    'current-user-principal',
    'current-user-privilege-set',
    'principal-URL',
    'supported-report-set',
    'acl',
    'group-membership',
    'quota-used-bytes',
  ],
  ...[
    'C:calendar-home-set',
    'C:calendar-user-address-set',
    'C:supported-calendar-component-set',
    'C:calendar-description',
    'C:calendar-timezone',
  ],
  ...[
    'C:schedule-inbox-URL',
    'C:schedule-outbox-URL',
    'C:max-resource-size',
    'S:getctag',
    'A:calendar-color',
    'A:calendar-order',
    'unknown-thing',
  ],
];
const props = fc.uniqueArray(fc.constantFrom(...properties), { minLength: 1, maxLength: 8 });
const propElements = (names: readonly string[]): string => `<prop>${names.map((name) => `<${name}/>`).join('')}</prop>`;

const propfind = fc.oneof(
  { weight: 8, arbitrary: props.map((names) => xml(`<propfind ${spaces}>${propElements(names)}</propfind>`)) },
  { weight: 2, arbitrary: fc.constantFrom('allprop', 'propname').map((what) => xml(`<propfind xmlns="DAV:"><${what}/></propfind>`)) },
);

const hrefs = [
  '/{context}/{me}/calendar/e0.ics',
  '/{context}/{me}/calendar/none.ics',
  '/{context}/{victim}/calendar/secret.ics',
  'nonsense',
];
const data = `<prop><getetag/><C:calendar-data/></prop>`;
const filter = (inner: string): string => `<C:filter><C:comp-filter name="VCALENDAR">${inner}</C:comp-filter></C:filter>`;
const range = '<C:comp-filter name="VEVENT"><C:time-range start="20261201T000000Z" end="20270301T000000Z"/></C:comp-filter>';
const match =
  '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"><C:text-match>meeting</C:text-match></C:prop-filter></C:comp-filter>';
const report = fc.oneof(
  ...['<C:comp-filter name="VEVENT"/>', '<C:comp-filter name="VTODO"/>', range, match].map((inner) =>
    fc.constant(xml(`<C:calendar-query ${spaces}>${data}${filter(inner)}</C:calendar-query>`)),
  ),
  fc.subarray(hrefs, { minLength: 1 }).map((some) => {
    return xml(`<C:calendar-multiget ${spaces}>${data}${some.map((href) => `<href>${href}</href>`).join('')}</C:calendar-multiget>`);
  }),
  fc.constantFrom('', 'data:,999999999', 'nonsense').map((token) => {
    return xml(
      `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`,
    );
  }),
  fc.constant(xml(`<C:free-busy-query ${spaces}><C:time-range start="20270101T000000Z" end="20270201T000000Z"/></C:free-busy-query>`)),
  fc.constantFrom('{me}', '{victim}', 'example').map((text) => {
    const search = `<property-search><prop><displayname/></prop><match>${text}</match></property-search>`;
    return xml(`<principal-property-search ${spaces}>${search}<prop><principal-URL/></prop></principal-property-search>`);
  }),
  fc.constant(xml(`<principal-match ${spaces}><self/><prop><principal-URL/></prop></principal-match>`)),
  fc.constant(xml(`<expand-property ${spaces}><property name="owner"><property name="resourcetype"/></property></expand-property>`)),
  fc.constant(xml(`<principal-search-property-set xmlns="DAV:"/>`)),
);

const summary = fc.constantFrom('A meeting', 'Umläute & <brackets>', 'comma\\, semicolon\\;', 'x'.repeat(2000));
const put = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(fc.nat(5), summary)
      .map(([n, text]) => ({ text: event(`uid-${n}`, text), type: 'text/calendar', isWellFormed: false })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', 'nonsense')
      .map((text) => ({ text, type: 'text/calendar', isWellFormed: false })),
  },
);

const settable = [
  '<displayname>Name &amp; more</displayname>',
  '<A:calendar-color>#ff0000ff</A:calendar-color>',
  '<C:calendar-description>d</C:calendar-description>',
];
const guarded = [
  '<C:calendar-user-address-set><href>mailto:{victim}</href></C:calendar-user-address-set>',
  '<group-member-set><href>/{victim}/</href></group-member-set>',
];
const set = (some: readonly string[]): string => `<set><prop>${some.join('')}</prop></set>`;
const proppatch = fc.tuple(fc.subarray(settable, { minLength: 1 }), seldom(fc.constantFrom(...guarded))).map(([some, bad]) => {
  return xml(`<propertyupdate ${spaces}>${set(bad === undefined ? some : [...some, bad])}</propertyupdate>`, {
    isForbidden: bad !== undefined,
  });
});

const make = fc.constantFrom(none, xml(`<C:mkcalendar ${spaces}>${set(settable.slice(0, 1))}</C:mkcalendar>`));
const lock = fc.constant(xml('<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>'));
const ace = (principal: string, privilege: string): string =>
  `<ace>${principal}<grant><privilege><${privilege}/></privilege></grant></ace>`;
const person = '<principal><href>/{context}/{victim}/</href></principal>';
const acl = fc.constantFrom(
  xml(`<acl xmlns="DAV:">${ace(person, 'read')}</acl>`),
  xml(`<acl xmlns="DAV:"/>`),
  ...['<all/>', '<authenticated/>', '<unauthenticated/>'].map((everybody) => {
    return xml(`<acl xmlns="DAV:">${ace(`<principal>${everybody}</principal>`, 'read')}</acl>`, { isForbidden: true });
  }),
  xml(`<acl xmlns="DAV:">${ace(`<invert>${person}</invert>`, 'read')}</acl>`, { isForbidden: true }),
);
const post = fc.constantFrom(
  none,
  { text: event('posted'), type: 'text/calendar', isWellFormed: false },
  { text: 'a=b', type: 'application/x-www-form-urlencoded', isWellFormed: false },
);

const byMethod: Readonly<Record<string, fc.Arbitrary<Body>>> = {
  ...{ PROPFIND: orWrong(propfind), REPORT: orWrong(report), PROPPATCH: orWrong(proppatch), MKCALENDAR: orWrong(make), ACL: orWrong(acl) },
  ...{ MKCOL: orWrong(fc.constant(none)), LOCK: orWrong(lock), PUT: put, POST: post },
};

export const bodies = (method: string): fc.Arbitrary<Body> => byMethod[method] ?? fc.constant(none);

/** Bodies of CalDAV requests, as short as they can be. */
const dav = (root: string, inner: string): string => `<${root} xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${inner}</${root}>`;

const DATA = '<prop><getetag/><C:calendar-data/></prop>';

export const propfind = (...names: readonly string[]): string =>
  dav('propfind', `<prop>${names.map((name) => `<${name}/>`).join('')}</prop>`);
export const allprop = dav('propfind', '<allprop/>');
export const calendarQuery = dav('C:calendar-query', `${DATA}<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>`);
export const multiget = (...hrefs: readonly string[]): string =>
  dav('C:calendar-multiget', `${DATA}${hrefs.map((href) => `<href>${href}</href>`).join('')}`);
export const syncCollection = dav('sync-collection', `<sync-token/><sync-level>1</sync-level>${DATA}`);
export const freeBusy = dav('C:free-busy-query', '<C:time-range start="20270101T000000Z" end="20280101T000000Z"/>');
export const proppatch = (inner: string): string => dav('propertyupdate', `<set><prop>${inner}</prop></set>`);
export const lock = dav('lockinfo', '<lockscope><exclusive/></lockscope><locktype><write/></locktype>');
export const searchPrincipals = (match: string): string =>
  dav(
    'principal-property-search',
    `<property-search><prop><displayname/></prop><match>${match}</match></property-search>` +
      `<property-search><prop><C:calendar-user-address-set/></prop><match>${match}</match></property-search><prop><displayname/></prop>`,
  );

/** Access rules (RFC 3744 5.5): `principal` is the inside of the element. */
export const acl = (
  ...aces: readonly { readonly principal: string; readonly privileges: readonly string[]; readonly invert?: boolean }[]
): string =>
  dav(
    'acl',
    aces
      .map(({ principal, privileges, invert }) => {
        const who = `<principal>${principal}</principal>`;
        const rights = privileges.map((each) => `<privilege><${each}/></privilege>`).join('');
        return `<ace>${invert ? `<invert>${who}</invert>` : who}<grant>${rights}</grant></ace>`;
      })
      .join(''),
  );

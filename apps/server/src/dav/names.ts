/** XML names in Clark notation, `{namespace}local`. */
export const DAV = 'DAV:';
export const CALDAV = 'urn:ietf:params:xml:ns:caldav';
export const CALENDARSERVER = 'http://calendarserver.org/ns/';
export const APPLE_ICAL = 'http://apple.com/ns/ical/';

export const names = {
  displayname: '{DAV:}displayname',
  resourcetype: '{DAV:}resourcetype',
  collection: '{DAV:}collection',
  calendar: `{${CALDAV}}calendar`,
  calendarDescription: `{${CALDAV}}calendar-description`,
  calendarColor: `{${APPLE_ICAL}}calendar-color`,
  supportedCalendarComponentSet: `{${CALDAV}}supported-calendar-component-set`,
  getctag: `{${CALENDARSERVER}}getctag`,
  owner: '{DAV:}owner',
  currentUserPrincipal: '{DAV:}current-user-principal',
  href: '{DAV:}href',
} as const;

export function parseClark(name: string): { namespace: string; local: string } {
  const match = /^\{([^}]*)\}(.+)$/.exec(name);
  if (!match) throw new Error(`not in Clark notation: ${name}`);
  return { namespace: match[1] ?? '', local: match[2] ?? '' };
}

export const davName = (local: string): string => `{${DAV}}${local}`;
export const caldavName = (local: string): string => `{${CALDAV}}${local}`;

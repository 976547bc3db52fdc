/** Requests as bytes on the wire. Bodies are ASCII. */
export const LARGE_BODY_BYTES = 100 * 1024 * 1024;
/** Stands in a body for a number of the same length, which the load generator counts up. */
export const COUNTER = '@@@@@@@@';

export interface DavRequest {
  readonly method: string;
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function onTheWire({ method, target, headers = {}, body = '' }: DavRequest): string {
  const length = body === '' && method !== 'PUT' ? {} : { 'content-length': String(body.length) };
  const all = { host: 'localhost', 'user-agent': 'calendars-bench/1', accept: '*/*', ...headers, ...length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

export const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const xml = { 'content-type': 'application/xml; charset=utf-8' };

export const ctag = (target: string): DavRequest => ({
  method: 'PROPFIND',
  target,
  headers: { ...xml, depth: '0' },
  body: '<propfind xmlns="DAV:" xmlns:s="http://calendarserver.org/ns/"><prop><s:getctag/><sync-token/></prop></propfind>',
});

export const sync = (target: string, token: string): DavRequest => ({
  method: 'REPORT',
  target,
  headers: xml,
  body: `<sync-collection xmlns="DAV:"><sync-token>${token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>`,
});

/** An event of 4 kB that is another one each time. */
export function putEvent(target: string, uid: string): DavRequest {
  const begin = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//calendars//bench//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20260101T000000Z',
  ];
  const end = ['DTSTART:20270101T100000Z', 'DTEND:20270101T110000Z', `SUMMARY:Number ${COUNTER}`, 'END:VEVENT', 'END:VCALENDAR', ''];
  const text = Array.from({ length: 50 }, () => `X-PADDING:${'x'.repeat(62)}`);
  return { method: 'PUT', target, headers: { 'content-type': 'text/calendar' }, body: [...begin, ...text, ...end].join('\r\n') };
}

import http from 'node:http';

export interface DavAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface DavOptions {
  readonly user?: string;
  readonly password?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  readonly agent?: http.Agent;
}

/** A request as a CalDAV client sends it: any header, any target byte for byte. */
export function dav(method: string, url: string, { user, password, headers = {}, body, agent }: DavOptions = {}): Promise<DavAnswer> {
  const [, host = '', target = '/'] = /^http:\/\/([^/]+)(.*)$/s.exec(url) ?? [];
  const [hostname, port] = host.split(':');
  const authorization = user === undefined ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path: target, method, headers: { ...authorization, ...headers }, ...(agent ? { agent } : {}) };
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export const event = (uid: string, summary = 'A meeting'): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//calendars//test//EN', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z'],
    ...['DTSTART:20270101T100000Z', 'DTEND:20270101T110000Z', `SUMMARY:${summary}`, 'END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');

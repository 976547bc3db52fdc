import { CALDAV_PATH } from '../../config/config.ts';
import { readTarget } from '../../dav/request-target.ts';

/** Latin-1, in which headers go over the wire and Radicale reads them; without what it takes for the end of the path. */
const readable =
  /^[\x21-\x3a\x3c-\x3e\x40-\x7e\xa1-\xff](?:[\x20-\x3a\x3c-\x3e\x40-\x7e\xa0-\xff]*[\x21-\x3a\x3c-\x3e\x40-\x7e\xa1-\xff])?$/;

/**
 * The `Destination` for Radicale 3.1.8: an absolute URL on the host that it is asked at, with the public prefix, and with a path that is
 * not percent-encoded, because Radicale takes it as it stands. Undefined when a path cannot be written so.
 */
export function radicaleDestination(origin: string, path: string): string | undefined {
  const target = readTarget(path, CALDAV_PATH);
  if (typeof target === 'string') return undefined;
  const decoded = `${CALDAV_PATH}/${target.segments.join('/')}`;
  return readable.test(decoded) ? `${origin}${decoded}` : undefined;
}

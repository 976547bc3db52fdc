import dns from 'node:dns';

/**
 * From now on this process takes the host name for the machine it runs on: the name of a container whose port is published here. The URL
 * stays the same, as for the other containers.
 */
export function resolveLocally(hostname: string): void {
  const lookup = dns.lookup as (...args: unknown[]) => void;
  const patched = (asked: unknown, ...rest: unknown[]) => lookup(asked === hostname ? '127.0.0.1' : asked, ...rest);
  Object.assign(dns, { lookup: patched });
}

import { isIPv4, isIPv6 } from 'node:net';

const GROUPS_OF_A_NETWORK = 4;

/** What one subscriber has: the IPv4 address, or the /64 of an IPv6 address. */
export function addressBlock(ip: string): string {
  const address = ip.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/i, '');
  if (isIPv4(address) || !isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const front = head.split(':').filter(Boolean);
  const back = (tail ?? '').split(':').filter(Boolean);
  // a dotted quad at the end stands for two groups
  const length = front.length + back.length + (address.includes('.') ? 1 : 0);
  const groups = tail === undefined ? front : [...front, ...Array.from({ length: 8 - length }, () => '0'), ...back];
  return `${groups
    .slice(0, GROUPS_OF_A_NETWORK)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

import { isIPv6 } from 'node:net';

/**
 * What counts as one caller: an IPv4 address, or the /64 that one IPv6 subscriber has to choose from.
 * IPv4 inside IPv6 counts as IPv4.
 */
export function addressGroup(address: string): string {
  const plain = withoutPort(address).split('%', 1)[0] ?? address;
  if (!isIPv6(plain)) return plain;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = plain.split('::');
  const leading = head.split(':').filter(Boolean);
  const trailing = (tail ?? '').split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - leading.length - trailing.length;
  const groups = [...leading, ...Array<string>(Math.max(0, missing)).fill('0'), ...trailing];
  return `${groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Some proxies write the port of the connection behind the address, which changes with each. */
function withoutPort(address: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address;
}

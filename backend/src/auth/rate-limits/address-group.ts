import { isIPv6 } from 'node:net';

/** How an address begins that holds one of IPv4, by groups. */
const MAPPED_IPV4 = [0, 0, 0, 0, 0, 0xffff].join();

/**
 * What counts as one caller: an IPv4 address, or the /64 that one IPv6 subscriber has to choose from.
 * IPv4 inside IPv6 counts as IPv4.
 */
export function addressGroup(address: string): string {
  const plain = withoutPort(address).split('%', 1)[0] ?? address;
  if (!isIPv6(plain)) return plain;
  const groups = groupsOf(plain);
  if (groups.slice(0, 6).join() === MAPPED_IPV4) return groups.slice(6).flatMap((group) => [group >> 8, group & 255]).join('.');
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, however it is written. */
function groupsOf(address: string): number[] {
  const [head = [], tail] = address.split('::').map(readGroups);
  if (tail === undefined) return head;
  return [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
}

/** A part of an address between two `::`; the last may be written as IPv4. */
function readGroups(part: string): number[] {
  return part.split(':').filter(Boolean).flatMap((group) => {
    const [a, b, c, d] = group.split('.').map(Number);
    return b === undefined ? [Number.parseInt(group, 16)] : [(Number(a) << 8) | b, (Number(c) << 8) | Number(d)];
  });
}

/** Some proxies write the port of the connection behind the address, which changes with each. */
function withoutPort(address: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1] ?? address;
}

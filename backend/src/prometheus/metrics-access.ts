import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Headers by which a proxy says that it asks for somebody else. */
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/** Compares hashes, so that neither content nor length of the token shows in the time. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return address === '::1' || /^(?:::ffff:)?127\./i.test(address);
}

/** Who may read the metrics: the bearer of the token; without one only this machine, and nobody through a proxy. */
export function mayReadMetrics({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, token: string | undefined): boolean {
  if (token === undefined) return isLoopback(socket.remoteAddress) && FORWARDED.every((name) => headers[name] === undefined);
  const [, given] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  return given !== undefined && isSame(given, token);
}

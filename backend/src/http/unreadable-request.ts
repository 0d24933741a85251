import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { BYOK_PROVIDERS, KEY_PLACES, keyHeaderOf } from '#contracts';
import { apiFormatOfUrl, type ApiFormat } from './api-format.js';

/** What Node's HTTP parser raises. */
export interface ParserError extends Error {
  code?: string;
  /** Where in `rawPacket` it stopped. */
  bytesParsed?: number;
  /** The bytes at fault as they came, keys among them; a Buffer, if anything. */
  rawPacket?: unknown;
}

/** Node's parser, on the socket that it reads, and the request whose head it has read. */
type ParsedSocket = Socket & { readonly parser?: { readonly incoming?: IncomingMessage | null } | null };

/** More of a packet is not needed to see what a URL is for, in bytes. */
const LINE_BYTES = 256;
const REQUEST_LINE = /^(?:\r\n)*[A-Z]{1,20} (\/\S*)/;

/** What the parser says of a byte that no header's value may hold. */
const BAD_VALUE: ReadonlySet<string | undefined> = new Set(['HPE_INVALID_HEADER_TOKEN', 'HPE_CR_EXPECTED', 'HPE_LF_EXPECTED']);
const KEY_HEADER_NAMES = BYOK_PROVIDERS.flatMap((provider) => KEY_PLACES.map((place) => keyHeaderOf(provider, place)));
/** Longer than any of them, in bytes. */
const NAME_BYTES = 64;

/**
 * In whose format a request that can't be read is answered: a routed one, whose body is at fault, in its route's; else
 * by the URL, where the packet at fault begins with the request. Behind a request that came whole the packet may begin
 * with that one, and nothing is known.
 */
export function formatOfUnreadable({ rawPacket }: ParserError, socket: Socket): ApiFormat {
  const routed = (socket as ParsedSocket).parser?.incoming;
  if (routed !== undefined && routed !== null) return routed.complete ? 'product' : apiFormatOfUrl(routed.url ?? '/');
  return apiFormatOfUrl(REQUEST_LINE.exec(Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, LINE_BYTES) : '')?.[1] ?? '/');
}

/** The header for a key in whose value a byte stands that none may hold. */
export function brokenKeyHeader({ code, rawPacket, bytesParsed = 0 }: ParserError): string | undefined {
  if (!Buffer.isBuffer(rawPacket) || bytesParsed === 0 || !BAD_VALUE.has(code)) return undefined;
  const start = rawPacket.lastIndexOf('\n', bytesParsed - 1) + 1;
  const line = rawPacket.toString('latin1', start, Math.min(bytesParsed, start + NAME_BYTES)).toLowerCase();
  return KEY_HEADER_NAMES.find((name) => line.startsWith(`${name}:`));
}

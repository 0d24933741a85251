import { KEY_LENGTH, type ByokProviderId } from '#contracts';
import type { Bytes } from '#vault';
import type { TypedSecret } from './secret-input.js';

const ADDITIONS = ['name', 'bearer', 'quotes'] as const;
/** What was taken away around a pasted key, to be said. */
export type PastedAddition = (typeof ADDITIONS)[number];

/** Why what was pasted can't be a key as it stands. `position` counts the key's characters from 1. */
export type PastedProblem =
  | { kind: 'short' | 'long' | 'blank' | 'placeholder' }
  | { kind: 'invisible'; position: number }
  | { kind: 'cyrillic' | 'dash' | 'foreign'; character: string; position: number };

/** Kinds of keys that can't call models. */
export type UselessKey = 'admin_key' | 'oauth_token' | 'session' | 'own_token';

/** What can be told of a pasted text without keeping any of it. */
export interface PastedKey {
  /** Where the key stands in the bytes. */
  start: number;
  end: number;
  additions: readonly PastedAddition[];
  problem?: PastedProblem;
  /** By its beginning, as a hint only: prefixes change. */
  provider?: ByokProviderId;
  useless?: UselessKey;
}

/** At most this many layers, such as a name, then quotes, then `Bearer`. */
const MAX_LAYERS = 8;
const MAX_NAME_LENGTH = 48;

const BYTE = { quote: 0x22, apostrophe: 0x27, colon: 0x3a, equals: 0x3d } as const;
const OPENING = ['"', "'", '`', '«', '“', '”', '„', '‘', '’', '‹'].map(utf8);
const CLOSING = ['"', "'", '`', '»', '”', '“', '’', '‘', '›', ',', ';'].map(utf8);
/** Blanks that are wider than a byte, and characters without any width. */
const WIDE_BLANKS = ['\u00a0', '\u2007', '\u202f', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff'].map(utf8);

/** The first that fits; undefined: a provider that this isn't for. */
const PROVIDERS: readonly (readonly [prefix: string, provider: ByokProviderId | undefined])[] = [
  ['sk-ant-', 'anthropic'],
  ['AIza', 'gemini'],
  ['AQ.', 'gemini'],
  ['ya29.', 'gemini'],
  ['sk-or-', undefined],
  ['sk-', 'openai'],
  ['sess-', 'openai'],
];

const USELESS: readonly (readonly [prefix: string, kind: UselessKey])[] = [
  ['sk-admin-', 'admin_key'],
  ['sk-ant-admin', 'admin_key'],
  ['sk-ant-oat', 'oauth_token'],
  ['ya29.', 'oauth_token'],
  ['sess-', 'session'],
  ['byok_pat_', 'own_token'],
];

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Finds the key in what was pasted or typed, without copying it or making a text of it. */
export function readPastedKey(bytes: Uint8Array): PastedKey {
  const additions = new Set<PastedAddition>();
  let range = trim(bytes, { start: 0, end: bytes.length });
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const inner = withoutQuotes(bytes, range, additions) ?? withoutName(bytes, range, additions) ?? withoutBearer(bytes, range, additions);
    if (!inner) break;
    range = trim(bytes, inner);
  }
  const { start, end } = range;
  const key = bytes.subarray(start, end);
  const problem = problemOf(key);
  const provider = PROVIDERS.find(([prefix]) => beginsWith(key, prefix))?.[1];
  const useless = USELESS.find(([prefix]) => beginsWith(key, prefix))?.[1];
  return {
    start,
    end,
    additions: ADDITIONS.filter((addition) => additions.has(addition)),
    ...(problem ? { problem } : {}),
    ...(provider ? { provider } : {}),
    ...(useless ? { useless } : {}),
  };
}

/** The key's own bytes, which the caller zero-fills; what it was pasted with is zero-filled here. */
export function takePastedKey(secret: TypedSecret, { start, end }: PastedKey): Bytes {
  const key = secret.slice(start, end);
  secret.fill(0);
  return key;
}

interface Range {
  start: number;
  end: number;
}

function trim(bytes: Uint8Array, { start, end }: Range): Range {
  for (;;) {
    if (start < end && (bytes[start] ?? 0) <= 0x20) {
      start += 1;
      continue;
    }
    const wide = WIDE_BLANKS.find((blank) => holdsAt(bytes, start, end, blank));
    if (!wide) break;
    start += wide.length;
  }
  for (;;) {
    if (start < end && (bytes[end - 1] ?? 0) <= 0x20) {
      end -= 1;
      continue;
    }
    const wide = WIDE_BLANKS.find((blank) => end - blank.length >= start && holdsAt(bytes, end - blank.length, end, blank));
    if (!wide) break;
    end -= wide.length;
  }
  return { start, end };
}

function withoutQuotes(bytes: Uint8Array, { start, end }: Range, additions: Set<PastedAddition>): Range | undefined {
  const opening = OPENING.find((quote) => holdsAt(bytes, start, end, quote));
  const rest = start + (opening?.length ?? 0);
  const closing = CLOSING.find((quote) => end - quote.length >= rest && holdsAt(bytes, end - quote.length, end, quote));
  if (!opening && !closing) return undefined;
  additions.add('quotes');
  return { start: rest, end: end - (closing?.length ?? 0) };
}

/** `OPENAI_API_KEY=…`, `export KEY=…`, `"apiKey": "…"`, `x-api-key: …`, `Authorization: …`. */
function withoutName(bytes: Uint8Array, { start, end }: Range, additions: Set<PastedAddition>): Range | undefined {
  const most = Math.min(end, start + MAX_NAME_LENGTH);
  let at = start;
  while (at < most && isNameByte(bytes[at] ?? 0)) at += 1;
  const separator = bytes[at];
  if (at === start || at >= end || (separator !== BYTE.equals && separator !== BYTE.colon)) return undefined;
  // A key may have such a character in it; a name says what it names.
  if (!['key', 'token', 'secret', 'authorization', 'auth'].some((word) => containsWord(bytes, start, at, word))) return undefined;
  additions.add('name');
  return { start: at + 1, end };
}

function withoutBearer(bytes: Uint8Array, { start, end }: Range, additions: Set<PastedAddition>): Range | undefined {
  const word = 'bearer';
  if (end - start <= word.length + 1 || !containsWord(bytes, start, start + word.length, word)) return undefined;
  if ((bytes[start + word.length] ?? 0) > 0x20) return undefined;
  additions.add('bearer');
  return { start: start + word.length + 1, end };
}

function isNameByte(byte: number): boolean {
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return isLetter || isDigit || byte === 0x5f || byte === 0x2d || byte === 0x20 || byte === BYTE.quote || byte === BYTE.apostrophe;
}

/** Whether the word, in small Latin letters, stands between two places, in letters of any size. */
function containsWord(bytes: Uint8Array, from: number, to: number, word: string): boolean {
  for (let at = from; at + word.length <= to; at += 1) {
    let same = 0;
    while (same < word.length && ((bytes[at + same] ?? 0) | 0x20) === word.charCodeAt(same)) same += 1;
    if (same === word.length) return true;
  }
  return false;
}

function holdsAt(bytes: Uint8Array, at: number, end: number, part: Uint8Array): boolean {
  return at >= 0 && at + part.length <= end && part.every((byte, index) => bytes[at + index] === byte);
}

function beginsWith(key: Uint8Array, prefix: string): boolean {
  return key.length >= prefix.length && [...prefix].every((character, index) => key[index] === character.charCodeAt(0));
}

function problemOf(key: Uint8Array): PastedProblem | undefined {
  let position = 0;
  let masked = 0;
  for (let at = 0; at < key.length; ) {
    position += 1;
    const byte = key[at] ?? 0;
    if (byte > 0x7f) return foreign(key.subarray(at, at + lengthOf(byte)), position);
    if (byte <= 0x20 || byte === 0x7f) return { kind: 'blank' };
    if (byte === 0x2a) masked += 1;
    at += 1;
  }
  // Providers show old keys as `sk-…****`: that is no key.
  if (masked >= 3) return { kind: 'placeholder' };
  if (key.length < KEY_LENGTH.min) return { kind: 'short' };
  return key.length > KEY_LENGTH.max ? { kind: 'long' } : undefined;
}

/** One character that no key has: it may be named, since it is no part of one. */
function foreign(bytes: Uint8Array, position: number): PastedProblem {
  const character = new TextDecoder().decode(bytes);
  if (/[\u2022\u2026\u25cf\u00b7]/.test(character)) return { kind: 'placeholder' };
  // Naming it would show nothing.
  if (/[\p{Z}\p{Cc}]/u.test(character)) return { kind: 'blank' };
  if (/[\p{Cf}\p{Mn}]/u.test(character)) return { kind: 'invisible', position };
  if (/\p{Script=Cyrillic}/u.test(character)) return { kind: 'cyrillic', character, position };
  return { kind: /\p{Pd}/u.test(character) ? 'dash' : 'foreign', character, position };
}

/** Bytes of the UTF-8 character that begins with this one. */
function lengthOf(byte: number): number {
  if (byte >= 0xf0) return 4;
  return byte >= 0xe0 ? 3 : 2;
}

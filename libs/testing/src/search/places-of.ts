import { types } from 'node:util';
import { PLACES, isSearchable, type Place } from './places.js';
import { isTestResponse, partsOfResponse } from './test-response.js';

/** What can't be searched as it stands, and what to give instead. */
const UNREAD: readonly (readonly [is: (value: object) => boolean, instead: string])[] = [
  [(value) => typeof (value as { then?: unknown }).then === 'function', 'a promise: await it first'],
  [(value) => value instanceof Response || value instanceof Request, 'a body that may be unread: search what text() gives, and the headers'],
  [(value) => value instanceof Blob, 'a Blob: search what bytes() gives'],
  [(value) => value instanceof ReadableStream || typeof (value as { pipe?: unknown }).pipe === 'function', 'a stream: search what it gave, a LogCollector for instance'],
];

/**
 * Everything in a value where a key may stand: texts, bytes, names and values of properties, entries of maps, sets and
 * headers, messages and causes of errors, and what a searchable object or a response of supertest tells by itself.
 * Private fields and closures are out of reach.
 * @throws TypeError for what can't be searched as it stands: nothing, a promise, an unread body or stream
 */
export function* placesOf(value: unknown): Generator<Place> {
  if (value === null || !['string', 'object', 'symbol'].includes(typeof value)) throw new TypeError(`There is nothing to search in ${value === null ? 'null' : `a value of the type ${typeof value}`}.`);
  if (typeof value === 'object' && !isSearchable(value) && !isTestResponse(value)) {
    const [, instead] = UNREAD.find(([is]) => is(value)) ?? [];
    if (instead !== undefined) throw new TypeError(`This is ${instead}.`);
  }
  yield* within(value, '', new Set());
}

function* within(value: unknown, path: string, seen: Set<object>): Generator<Place> {
  const where = path === '' ? 'the value' : path;
  if (typeof value === 'string') yield { where, content: value };
  if (typeof value === 'symbol') yield { where, content: value.description ?? '' };
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isSearchable(value)) {
    for (const place of value[PLACES]()) yield inside(path, place);
    return;
  }
  const bytes = bytesOf(value);
  if (bytes !== undefined) return yield { where, content: bytes };
  if (value instanceof URL) return yield { where, content: value.href };
  if (types.isRegExp(value)) return yield { where, content: value.source };
  if (isTestResponse(value)) {
    for (const [name, part] of partsOfResponse(value)) yield* within(part, at(path, name), seen);
    return;
  }
  if (isEntries(value)) for (const [name, entry] of value.entries()) {
    yield* within(name, `${where}'s name`, seen);
    yield* within(entry, at(path, typeof name === 'string' ? name : 'an entry'), seen);
  }
  for (const name of Reflect.ownKeys(value)) {
    yield* within(name, `the name of a property of ${where}`, seen);
    yield* within(read(value, name), at(path, String(name)), seen);
  }
}

const inside = (path: string, place: Place): Place => (path === '' ? place : { ...place, where: `${path}: ${place.where}` });
const at = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

type Entries = { entries(): Iterable<readonly [unknown, unknown]> };

function isEntries(value: object): value is Entries {
  return types.isMap(value) || types.isSet(value) || value instanceof Headers || value instanceof URLSearchParams || value instanceof FormData;
}

/** Undefined for a getter that throws. */
function read(value: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

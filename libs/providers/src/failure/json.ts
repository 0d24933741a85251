import { isIntricate } from './intricate-json.js';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's field when it is an object, else an empty object; so that chains of lookups can't throw. */
export function objectAt(value: unknown, field: string): JsonObject {
  const found = isObject(value) ? value[field] : undefined;
  return isObject(found) ? found : {};
}

/** The object's field when it is a string that is not empty. */
export function textAt(value: unknown, field: string): string | undefined {
  const found = isObject(value) ? value[field] : undefined;
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** An object with at least one field; `error: {}` beside an answer, for example, says nothing. */
export function isFilled(value: unknown): value is JsonObject {
  return isObject(value) && Object.keys(value).length > 0;
}

/** Parses JSON; undefined for everything that is none (HTML, cut off, empty), and for what would take seconds. Never throws. */
export function parseJson(text: string): unknown {
  if (isIntricate(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

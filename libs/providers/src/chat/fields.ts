import type { JsonObject } from '../failure/json.js';
import { unsupported } from './refusal.js';

/** A number between the bounds; undefined when absent or null. */
export function numberAt(request: JsonObject, field: string, least: number, most: number): number | undefined {
  const value = request[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw unsupported(field, `must be a number from ${least} to ${most}.`);
  }
  return value;
}

/** A whole number of at least `least`; undefined when absent or null. @param path where it stands in the request */
export function integerAt(request: JsonObject, field: string, least = Number.MIN_SAFE_INTEGER, path = field): number | undefined {
  const value = request[field] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
    throw unsupported(path, least === Number.MIN_SAFE_INTEGER ? 'must be a whole number.' : `must be a whole number of at least ${least}.`);
  }
  return value;
}

/** A string or a list of strings; undefined when absent, null or empty. */
export function stringsAt(request: JsonObject, field: string): string[] | undefined {
  const value = request[field] ?? undefined;
  if (value === undefined) return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const strings = list.filter((entry) => typeof entry === 'string');
  if (strings.length !== list.length) throw unsupported(field, 'must be a string or a list of strings.');
  return strings.length === 0 ? undefined : strings;
}

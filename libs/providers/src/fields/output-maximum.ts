import { isObject } from '../failure/json.js';

/** How long an answer may be, in tokens. */
export interface OutputLimits {
  /** A larger maximum is lowered to this. */
  readonly most: number;
  /** The maximum where none was asked for; at most `most`. */
  readonly usual: number;
}

/** A field in a body, which stands in it or in one object of it. */
function placeOf(body: Record<string, unknown>, path: string, isMade: boolean): [holder: Record<string, unknown>, name: string] | undefined {
  const [first = '', second] = path.split('.');
  if (second === undefined) return [body, first];
  const held = isMade ? (body[first] ?? {}) : body[first];
  if (!isObject(held)) return undefined;
  const holder = { ...held };
  body[first] = holder;
  return [holder, second];
}

/**
 * Sees to it that an answer has a maximum: one that the client set is lowered when it is larger; where it set none,
 * the usual one is set. Changes `body`, but no object in it.
 * @param paths fields that limit the answer; the first is the one to set
 * @param setsFirst the first is set, too, where the client set another alone
 */
export function limitOutput(body: Record<string, unknown>, paths: readonly string[], { most, usual }: OutputLimits, setsFirst = false): void {
  let isLimited = false;
  let maximum: unknown = usual;
  for (const [index, path] of paths.entries()) {
    const [holder, name] = placeOf(body, path, false) ?? [];
    const value = holder?.[name as string] ?? undefined;
    if (holder === undefined || name === undefined || value === undefined) continue;
    isLimited = !setsFirst || index === 0 || isLimited;
    if (numberOf(value) > most) holder[name] = most;
    maximum = holder[name];
  }
  if (isLimited || paths[0] === undefined) return;
  const [holder, name] = placeOf(body, paths[0], true) ?? [];
  if (holder !== undefined && name !== undefined) holder[name] = maximum;
}

/**
 * How long the answer to a body may be: its largest maximum, since providers differ in which of two they read; 0 on a
 * route whose answers have none.
 * @param most stands for what is no number of at least 1: Gemini takes 0 for none, and others refuse it
 */
export function outputMaximumIn(body: Readonly<Record<string, unknown>>, paths: readonly string[], most: number): number {
  if (paths.length === 0) return 0;
  let largest = 0;
  for (const path of paths) {
    const value = valueAt(body, path);
    if (value === undefined) continue;
    const number = numberOf(value);
    largest = Math.max(largest, number >= 1 && number < most ? number : most);
  }
  return largest === 0 ? most : largest;
}

/** A field's value; `null` counts as absent. */
function valueAt(body: Readonly<Record<string, unknown>>, path: string): unknown {
  const [first = '', second] = path.split('.');
  const value = body[first];
  return (second === undefined ? value : isObject(value) ? value[second] : undefined) ?? undefined;
}

/** Not only a number: some providers take the text of one, too. */
function numberOf(value: unknown): number {
  return Number(isObject(value) ? value['rawJSON'] : value);
}

import { isObject } from '../failure/json.js';

/** How long an answer may be, in tokens. */
export interface OutputLimits {
  /** A larger maximum is lowered to this. */
  readonly most: number;
  /** The maximum where none was asked for; at most `most`. */
  readonly usual: number;
}

/** Sets a field of a body, or of one object in it, which is made anew; what is no object stays. */
function setAt(body: Record<string, unknown>, path: string, value: unknown): void {
  const [first = '', second] = path.split('.');
  if (second === undefined) body[first] = value;
  else if (isObject(body[first] ?? {})) body[first] = { ...(body[first] as object | null | undefined), [second]: value };
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
    const value = valueAt(body, path);
    if (value === undefined) continue;
    isLimited = !setsFirst || index === 0 || isLimited;
    maximum = numberOf(value) > most ? most : value;
    if (maximum !== value) setAt(body, path, maximum);
  }
  if (!isLimited && paths[0] !== undefined) setAt(body, paths[0], maximum);
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

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
 */
export function limitOutput(body: Record<string, unknown>, paths: readonly string[], { most, usual }: OutputLimits): void {
  let isLimited = false;
  for (const path of paths) {
    const [holder, name] = placeOf(body, path, false) ?? [];
    const value = holder?.[name as string] ?? undefined;
    if (holder === undefined || name === undefined || value === undefined) continue;
    isLimited = true;
    // Not only a number: some providers take the text of one, too.
    if (Number(isObject(value) ? value['rawJSON'] : value) > most) holder[name] = most;
  }
  if (isLimited || paths[0] === undefined) return;
  const [holder, name] = placeOf(body, paths[0], true) ?? [];
  if (holder !== undefined && name !== undefined) holder[name] = usual;
}

/** The smallest maximum that stands in a body whose answer is limited; 0 without one. */
export function outputMaximumIn(body: Readonly<Record<string, unknown>>, paths: readonly string[]): number {
  const found = paths.flatMap((path) => {
    const [holder, name] = placeOf({ ...body }, path, false) ?? [];
    const value = holder?.[name as string];
    const number = Number(isObject(value) ? value['rawJSON'] : (value ?? NaN));
    return Number.isFinite(number) ? [number] : [];
  });
  return found.length === 0 ? 0 : Math.min(...found);
}

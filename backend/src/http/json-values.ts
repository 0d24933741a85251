import { ByokError } from '#contracts';

/** Bodies of product routes nest at most this deep; nothing that we take needs more. */
const MAXIMUM_DEPTH = 32;
/** Fields of one object. */
const MAXIMUM_NAMES = 100;
/** Values in all: a full batch of events has some 800. */
const MAXIMUM_VALUES = 10_000;

/** The refusal of a body of a product route. @param field `body` for all of it */
export function refusedBody(field: string, message: string, cause?: unknown): ByokError {
  return new ByokError('invalid_input', `${field === 'body' ? 'The body' : field} ${message}.`, { cause, errors: [{ field, message }] });
}

interface Pending {
  readonly value: unknown;
  readonly field: string;
  readonly depth: number;
}

/**
 * Refuses what no field of a product route may hold, before anyone works on it: PostgreSQL takes no null character,
 * and checks by class cost more than linear time in the names of an object. Doesn't recurse.
 * @throws ByokError invalid_input
 */
export function checkValues(root: unknown): void {
  const pending: Pending[] = [{ value: root, field: '', depth: 0 }];
  let seen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, field, depth } = next;
    if (depth > MAXIMUM_DEPTH) throw refusedBody('body', `nests deeper than ${MAXIMUM_DEPTH} levels`);
    if (typeof value === 'string' && value.includes('\0')) throw refusedBody(field || 'body', 'must not hold a null character');
    if (typeof value !== 'object' || value === null) continue;
    const names = Object.keys(value);
    if (!Array.isArray(value) && names.length > MAXIMUM_NAMES) throw refusedBody(field || 'body', `has ${names.length} fields, and ${MAXIMUM_NAMES} are the limit`);
    seen += names.length;
    if (seen > MAXIMUM_VALUES) throw refusedBody('body', `holds more than ${MAXIMUM_VALUES} values`);
    for (const name of names) {
      pending.push({ value: (value as Record<string, unknown>)[name], field: field ? `${field}.${name}` : name, depth: depth + 1 });
    }
  }
}

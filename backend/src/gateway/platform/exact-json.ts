/** A number that may lose digits when it is read and written again: of more than 15 digits, or with a large exponent. */
const LOSSY_NUMBER = /\d{16}|\d\.\d{16}|\d[eE][+-]?\d{2}/;

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value;

/**
 * Parses an object so that writing it again gives every number as it was: those that JavaScript would round stay text,
 * as `JSON.rawJSON` keeps it.
 * @param text which is known to be a JSON object
 */
export function parseExactly(text: string): Record<string, unknown> {
  return JSON.parse(text, LOSSY_NUMBER.test(text) ? (keepDigits as never) : undefined) as Record<string, unknown>;
}

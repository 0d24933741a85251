/** A piece of what is searched. */
export interface Place {
  /** For the report, which leaves it out when it holds the key itself. */
  readonly where: string;
  readonly content: string | Uint8Array;
}

/** What tells by itself where a key may stand in it. */
export const PLACES: unique symbol = Symbol('byok: places where a key may stand');

export interface Searchable {
  [PLACES](): Iterable<Place>;
}

export function isSearchable(value: object): value is Searchable {
  return PLACES in value;
}

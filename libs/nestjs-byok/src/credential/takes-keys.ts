/** Metadata of what `@UseByok()` marks: keys of a request are wanted there, and nowhere else. */
export const TAKES_KEYS = Symbol('byok.takes-keys');

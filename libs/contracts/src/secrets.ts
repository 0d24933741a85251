/**
 * Secrets and what encrypts them, as types: to the compiler each is a type of its own, so that none is given where
 * another is wanted. The brand exists for the compiler alone. `byok/no-secret-in-text` (tools/eslint) finds secrets by
 * it; see docs/security/secrets-as-types.md.
 */
declare const secretKind: unique symbol;

interface Branded<Kind extends string> {
  readonly [secretKind]: Kind;
}

/** Bytes of a provider key in plain form. The code that made the copy must zero-fill it, on every path. */
export type PlainKey<Bytes extends Uint8Array = Uint8Array> = Bytes & Branded<'plain key'>;

/** A provider key in plain form as text, which can't be erased: for the headers of one provider call, and nothing else. */
export type PlainKeyText = string & Branded<'plain key'>;

/** What a user typed as password or key, in UTF-8. Must be zero-filled once it has served. */
export type TypedSecret<Bytes extends Uint8Array = Uint8Array> = Bytes & Branded<'typed secret'>;

/** A key sealed for the requests of one user (`byok1.…`). Opens on the server until its time is over: no log and no job may hold it. */
export type RequestEnvelope = string & Branded<'request envelope'>;

/** A key that the server sealed for one job: the only form in which job data may hold a key. */
export type JobEnvelope = string & Branded<'job envelope'>;

/** What AES-GCM made, with its tag: safe to store. */
export type Ciphertext<Bytes extends Uint8Array = Uint8Array> = Bytes & Branded<'ciphertext'>;

import { inspect } from 'node:util';
import type { CredentialSource, KeyPlace, PlainKey, PlainKeyText, ProviderId } from '#contracts';
import { forgetLastMatch, secretForms } from '#redaction';

const REDACTED = '[redacted]';
const live = new Set<Credential>();

/** At most this many bytes of a key pass before it is recognised as one, when it comes in pieces. */
const RECOGNISED_BYTES = 16;

/**
 * A provider key that can't be printed. The only holder of a plain key on the server.
 *
 * Owner's duty: `dispose()` when the call or request is over; the bytes are then zero and every use throws.
 */
export class Credential {
  readonly #bytes: PlainKey<Buffer>;
  /** The key in every form that an answer may echo, longest first; made when the first answer is looked through. */
  #forms: readonly Buffer[] | undefined;
  #disposed = false;

  /** Takes `bytes` over: the caller must not keep or change them. */
  constructor(
    readonly source: CredentialSource,
    readonly provider: ProviderId,
    bytes: Uint8Array,
    /** Which of the user's own keys for this provider. */
    readonly place: KeyPlace = 1,
    /** The transit key to which it was sealed; undefined for a key that came plain. */
    readonly envelopeKid?: string,
  ) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as PlainKey<Buffer>;
    live.add(this);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /**
   * Hands the key to `fn` for the length of a synchronous call. `fn` must not store it in anything
   * that outlives the provider request.
   * @throws Error after `dispose()`
   */
  use<T>(fn: (secret: PlainKeyText) => T): T {
    return this.useBytes(() => fn(this.#bytes.toString('latin1') as PlainKeyText));
  }

  /**
   * As `use`, without making a string of the key. `fn` must neither keep nor change the bytes.
   * @throws Error after `dispose()`
   */
  useBytes<T>(fn: (key: PlainKey) => T): T {
    if (this.#disposed) throw new Error(`The ${this.provider} credential was used after its request ended.`);
    return fn(this.#bytes);
  }

  /** Replaces every occurrence of the key in `text`, in every form of `secretForms`; after `dispose()` returns `text` as it is. */
  mask(text: string): string {
    if (this.#disposed || text.length < this.#bytes.length) return text;
    const bytes = Buffer.from(text);
    const found = this.#formsOf().filter((form) => bytes.includes(form));
    return found.reduce((masked, form) => masked.replaceAll(form.toString('latin1'), REDACTED), text);
  }

  /** Overwrites every occurrence of the key in `chunk`, in every form, in place and at the same length; nothing after `dispose()`. */
  maskBytes(chunk: Buffer): void {
    if (this.#disposed) return;
    for (const form of this.#formsOf()) {
      for (let at = chunk.indexOf(form); at !== -1; at = chunk.indexOf(form, at)) chunk.fill('*', at, at + form.length);
    }
  }

  /**
   * `maskBytes` for the chunks of one stream, in their order: also finds a key that the end of a chunk cuts in
   * two. Of such a key its first 15 bytes may have gone out already.
   */
  streamMasker(): (chunk: Buffer) => void {
    let tail: Buffer = Buffer.alloc(0);
    return (chunk) => {
      if (this.#disposed) return;
      const forms = this.#formsOf();
      const keep = (forms[0]?.length ?? 1) - 1;
      // Copies, since the chunk is about to change.
      const edge = tail.length === 0 ? undefined : Buffer.concat([tail, chunk.subarray(0, keep)]);
      const before = tail.length;
      tail = chunk.length >= keep || edge === undefined ? Buffer.from(chunk.subarray(-keep)) : Buffer.from(edge.subarray(-keep));
      this.maskBytes(chunk);
      for (const form of forms) {
        if (edge !== undefined) maskAcross(chunk, edge, before, form);
        maskBegun(chunk, tail.subarray(-(form.length - 1)), form);
      }
    };
  }

  #formsOf(): readonly Buffer[] {
    return (this.#forms ??= secretForms(this.#bytes).toSorted((one, other) => other.length - one.length));
  }

  dispose(): void {
    this.#bytes.fill(0);
    this.#forms?.forEach((form) => form.fill(0));
    this.#forms = undefined;
    this.#disposed = true;
    live.delete(this);
    forgetLastMatch();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Every credential not yet disposed, for masking text that was written outside any request. */
export function liveCredentials(): Iterable<Credential> {
  return live;
}

/** Overwrites what a chunk has of forms that began before it. @param edge what came before, in `before` bytes, and the chunk's beginning */
function maskAcross(chunk: Buffer, edge: Buffer, before: number, form: Buffer): void {
  for (let at = edge.indexOf(form); at !== -1 && at < before; at = edge.indexOf(form, at + 1)) {
    chunk.fill('*', 0, Math.max(0, at + form.length - before));
  }
}

/** Overwrites what a chunk has of a form that it ends within. @param tail the last bytes so far, one fewer than the form has */
function maskBegun(chunk: Buffer, tail: Buffer, form: Buffer): void {
  const start = form.subarray(0, Math.min(RECOGNISED_BYTES, form.length - 1));
  for (let at = tail.indexOf(start); at !== -1; at = tail.indexOf(start, at + 1)) {
    const length = tail.length - at;
    if (tail.subarray(at).equals(form.subarray(0, length))) chunk.fill('*', Math.max(0, chunk.length - length));
  }
}

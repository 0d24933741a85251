import { inspect } from 'node:util';
import type { CredentialSource, ProviderId } from '#contracts';

const REDACTED = '[redacted]';
/** What neither JSON nor a URL escapes. */
const PLAIN = /^[\w.~-]+$/;
const live = new Set<Credential>();

/** So many bytes of a key may pass before it is recognised as one, when it comes in pieces. */
const RECOGNISED_BYTES = 16;

/**
 * A provider key that can't be printed. The only holder of a plain key on the server.
 *
 * Owner's duty: `dispose()` when the call or request is over; the bytes are then zero and every use throws.
 */
export class Credential {
  readonly #bytes: Buffer;
  #disposed = false;

  /** Takes `bytes` over: the caller must not keep or change them. */
  constructor(
    readonly source: CredentialSource,
    readonly provider: ProviderId,
    bytes: Uint8Array,
  ) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
  use<T>(fn: (secret: string) => T): T {
    return this.useBytes(() => fn(this.#bytes.toString('latin1')));
  }

  /**
   * As `use`, without making a string of the key. `fn` must neither keep nor change the bytes.
   * @throws Error after `dispose()`
   */
  useBytes<T>(fn: (key: Uint8Array) => T): T {
    if (this.#disposed) throw new Error(`The ${this.provider} credential was used after its request ended.`);
    return fn(this.#bytes);
  }

  /**
   * Replaces every occurrence of the key in `text`, as it is, as JSON escapes it and as URLs do; after `dispose()`
   * returns `text` as it is.
   */
  mask(text: string): string {
    if (this.#disposed || text.length < this.#bytes.length) return text;
    const secret = this.#bytes.toString('latin1');
    let masked = text.includes(secret) ? text.replaceAll(secret, REDACTED) : text;
    if (PLAIN.test(secret)) return masked;
    for (const form of [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) masked = masked.replaceAll(form, REDACTED);
    return masked;
  }

  /** Overwrites every occurrence of the key in `chunk`, in place and at the same length; nothing after `dispose()`. */
  maskBytes(chunk: Buffer): void {
    if (this.#disposed) return;
    for (let at = chunk.indexOf(this.#bytes); at !== -1; at = chunk.indexOf(this.#bytes, at)) {
      chunk.fill('*', at, at + this.#bytes.length);
    }
  }

  /**
   * `maskBytes` for the chunks of one stream, in their order: also finds a key that the end of a chunk cuts in
   * two. Of such a key its first 15 bytes may have gone out already.
   */
  streamMasker(): (chunk: Buffer) => void {
    const key = this.#bytes;
    const keep = key.length - 1;
    const start = key.subarray(0, Math.min(RECOGNISED_BYTES, keep));
    let tail: Buffer | undefined;
    return (chunk) => {
      if (this.#disposed) return;
      const before = tail?.length ?? 0;
      // Copies, since the chunk is about to change. A first chunk has no edge with another.
      const edge = tail === undefined ? undefined : Buffer.concat([tail, chunk.subarray(0, keep)]);
      tail = chunk.length >= keep || edge === undefined ? Buffer.from(chunk.subarray(-keep)) : edge.subarray(-keep);
      this.maskBytes(chunk);
      for (let at = edge?.indexOf(key) ?? -1; at !== -1; at = edge?.indexOf(key, at + 1) ?? -1) {
        chunk.fill('*', Math.max(0, at - before), Math.max(0, at + key.length - before));
      }
      for (let at = tail.indexOf(start); at !== -1; at = tail.indexOf(start, at + 1)) {
        const length = tail.length - at;
        if (tail.subarray(at).equals(key.subarray(0, length))) chunk.fill('*', Math.max(0, chunk.length - length));
      }
    };
  }

  dispose(): void {
    this.#bytes.fill(0);
    this.#disposed = true;
    live.delete(this);
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

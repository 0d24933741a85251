import { inspect } from 'node:util';
import type { CredentialSource, ProviderId } from '#contracts';

const REDACTED = '[redacted]';

/**
 * A provider key that can't be printed. The only holder of a plain key on the server.
 *
 * Owner's duty: `dispose()` when the call or request is over; the bytes are then zero and every use throws.
 */
export class Credential {
  readonly #bytes: Uint8Array;
  #disposed = false;

  /** Takes `bytes` over: the caller must not keep or change them. */
  constructor(
    readonly source: CredentialSource,
    readonly provider: ProviderId,
    bytes: Uint8Array,
  ) {
    this.#bytes = bytes;
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
    if (this.#disposed) throw new Error(`The ${this.provider} credential was used after its request ended.`);
    return fn(Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength).toString('latin1'));
  }

  /** Replaces every occurrence of the key in `text`; after `dispose()` returns `text` as it is. */
  mask(text: string): string {
    return this.#disposed ? text : this.use((secret) => text.replaceAll(secret, REDACTED));
  }

  dispose(): void {
    this.#bytes.fill(0);
    this.#disposed = true;
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

/** Bytes kept of the end of an answer: usage stands there in every provider's format. */
export const TAIL_BYTES = 4096;
/** Bytes kept of its beginning: Anthropic's stream counts the input in its first event. */
const HEAD_BYTES = 2048;
/** A first chunk up to this size is kept as it is, without a copy. */
const KEEP_BYTES = 16 * 1024;
/** A beginning below this size gets the next chunk joined to it: an event's name may come alone, before its data. */
const JOIN_BYTES = 512;

/**
 * Listens to a provider's answer while it passes by, and keeps no more of it than its first and last few kB.
 * Must see every chunk after keys were masked in it.
 */
export class ResponseSample {
  /** Bytes seen. */
  bytes = 0;
  /** `performance.now()` of the first byte. */
  firstAt: number | undefined;
  /** It didn't come to its end, even where the client was told so in a whole answer. */
  isCut = false;
  #first: Buffer | undefined;
  #ring: Buffer | undefined;
  #end = 0;

  take(chunk: Uint8Array): void {
    if (this.#first === undefined) {
      this.firstAt = performance.now();
      this.#first = kept(chunk);
    } else if (this.#ring === undefined && this.#first.length < JOIN_BYTES) {
      this.#first = kept(Buffer.concat([this.#first, chunk]));
    } else {
      if (this.#ring === undefined) {
        this.#ring = Buffer.allocUnsafe(TAIL_BYTES);
        this.#append(this.#ring, this.#first);
      }
      this.#append(this.#ring, chunk);
    }
    this.bytes += chunk.length;
  }

  /** The beginning, one character for each byte. */
  head(): string {
    return this.#first?.toString('latin1', 0, HEAD_BYTES) ?? '';
  }

  /** The end, one character for each byte. */
  tail(): string {
    const ring = this.#ring;
    if (ring === undefined) return this.#first?.toString('latin1', Math.max(0, this.#first.length - TAIL_BYTES)) ?? '';
    const at = this.#end % TAIL_BYTES;
    return this.#end <= TAIL_BYTES ? ring.toString('latin1', 0, this.#end) : ring.toString('latin1', at) + ring.toString('latin1', 0, at);
  }

  #append(ring: Buffer, chunk: Uint8Array): void {
    const part = chunk.length > TAIL_BYTES ? chunk.subarray(chunk.length - TAIL_BYTES) : chunk;
    const at = this.#end % TAIL_BYTES;
    const room = TAIL_BYTES - at;
    if (part.length <= room) ring.set(part, at);
    else {
      ring.set(part.subarray(0, room), at);
      ring.set(part.subarray(room), 0);
    }
    // Beyond the first lap only the place in the ring matters; it must not fall below one lap again.
    this.#end += part.length;
  }
}

function kept(chunk: Uint8Array): Buffer {
  if (chunk.length <= KEEP_BYTES) return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  return Buffer.concat([chunk.subarray(0, HEAD_BYTES), chunk.subarray(chunk.length - TAIL_BYTES)]);
}

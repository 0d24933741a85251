import { ByokError } from '#contracts';

/** Bodies of one user that are on their way at once, in bytes: four of the largest. */
const USER_BYTES = 80 * 1024 * 1024;
/** Bodies of all users, at least and at most, in bytes. */
const MIN_BYTES = 256 * 1024 * 1024;
const MAX_BYTES = 2 * 1024 * 1024 * 1024;
/** Smaller bodies are not counted, in bytes. */
export const UNCOUNTED_BYTES = 64 * 1024;

const mebibytes = (bytes: number): number => bytes / (1024 * 1024);

/** A quarter of the memory that this process may have: each large body needs some times its size until it is answered. */
function roomForAll(): number {
  const available = process.constrainedMemory() || process.availableMemory();
  return Math.min(MAX_BYTES, Math.max(MIN_BYTES, available / 4));
}

/** How much of large bodies is in memory, by user. */
export class BytesInFlight {
  readonly #byUser = new Map<string, number>();
  #all = 0;

  constructor(
    private readonly userBytes = USER_BYTES,
    private readonly allBytes = roomForAll(),
  ) {}

  /**
   * Counts bytes of a user in; they must be given back by `give`.
   * @throws ByokError rate_limited when the user has too much on its way, unavailable when all have
   */
  take(userId: string, bytes: number): void {
    const held = this.#byUser.get(userId) ?? 0;
    if (held + bytes > this.userBytes) {
      const limit = mebibytes(this.userBytes);
      throw new ByokError('rate_limited', `Your requests on their way hold more than ${limit} MiB of bodies, the limit: send this one when others have been answered.`, { retryAfterSeconds: 1 });
    }
    if (this.#all + bytes > this.allBytes) {
      throw new ByokError('unavailable', 'The server has no room for a body of this size just now. Try again in a moment.', { retryAfterSeconds: 2 });
    }
    this.#all += bytes;
    this.#byUser.set(userId, held + bytes);
  }

  give(userId: string, bytes: number): void {
    this.#all -= bytes;
    const left = (this.#byUser.get(userId) ?? 0) - bytes;
    if (left > 0) this.#byUser.set(userId, left);
    else this.#byUser.delete(userId);
  }
}

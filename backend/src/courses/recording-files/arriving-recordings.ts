import { ByokError } from '#contracts';
import { OPEN_BYTES, OPEN_UPLOADS } from '../../uploads/index.js';

/** What a user may still store. */
export interface StorageRoom {
  readonly bytes: number;
  exceeded(): ByokError;
}

interface Share {
  count: number;
  bytes: number;
  /** As long as anything arrives, also what has arrived since. */
  received: number;
}

/** What each user sends as forms just now: as much as tus would let wait. */
export class ArrivingRecordings {
  readonly #byUser = new Map<string, Share>();

  /** `end` must be called once. @throws ByokError rate_limited, also by `take`, which throws what `storage` says, too */
  begin(userId: string, storage: StorageRoom): { take(bytes: number): void; end(): void } {
    const share = this.#byUser.get(userId) ?? { count: 0, bytes: 0, received: 0 };
    if (share.count >= OPEN_UPLOADS) throw tooMuch(`${OPEN_UPLOADS} recordings are`);
    share.count += 1;
    this.#byUser.set(userId, share);
    // What others still bring was not stored when the room was asked for, and counts with all that comes from now on.
    const before = share.received - share.bytes;
    let own = 0;
    return {
      take(bytes) {
        if (share.bytes + bytes > OPEN_BYTES) throw tooMuch(`${OPEN_BYTES / 1024 ** 3} GiB are`);
        if (share.received - before + bytes > storage.bytes) throw storage.exceeded();
        share.bytes += bytes;
        share.received += bytes;
        own += bytes;
      },
      end: () => {
        share.bytes -= own;
        share.count -= 1;
        if (share.count === 0) this.#byUser.delete(userId);
      },
    };
  }
}

function tooMuch(what: string): ByokError {
  return new ByokError('rate_limited', `${what} on their way already, the limit for one user: wait until one has arrived, or is refused.`, { retryAfterSeconds: 30 });
}

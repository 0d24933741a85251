import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';

/** Uploads of one user that pass through this process at once: each holds a connection to the provider for as long as its client takes. */
const MAX_UPLOADS = 16;

/** Bounds how many files of one user are on their way to providers. */
@Injectable()
export class UploadsAtOnce {
  readonly #byUser = new Map<string, number>();

  /** Counts an upload in. @returns what must be called once when it has ended. @throws ByokError rate_limited */
  enter(userId: string): () => void {
    const count = this.#byUser.get(userId) ?? 0;
    if (count >= MAX_UPLOADS) throw new ByokError('rate_limited', `${MAX_UPLOADS} files of yours are being uploaded already, the limit: send this one when another has ended.`, { retryAfterSeconds: 1 });
    this.#byUser.set(userId, count + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#byUser.get(userId) ?? 1) - 1;
      if (left > 0) this.#byUser.set(userId, left);
      else this.#byUser.delete(userId);
    };
  }
}

import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import { Algorithm, hash, verify, type Options } from '@node-rs/argon2';

/** argon2id with the parameters of OWASP's password storage page: 19 MiB, two passes, one lane. */
const PARAMETERS: Options = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** Hashes at once, each of which keeps a processor busy and 19 MiB of memory: one processor stays for all others. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
/** Hashes that wait; of more the client is told to come back. */
const MAX_WAITING = 100;

/** Hashes account passwords. They are normalised first (NFC), so that each keyboard's composition counts the same. */
@Injectable()
export class PasswordHasher {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  /** Belongs to no account. Verifying against it costs as much as against a real one. */
  readonly #nobodys = this.hash(crypto.randomUUID());

  /** @throws ByokError rate_limited when too many passwords are hashed at once */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFC'), PARAMETERS));
  }

  /** Takes the same time whether or not there is a hash to compare with. @throws ByokError rate_limited as `hash` */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const compared = passwordHash ?? (await this.#nobodys);
    const matches = await this.#inTurn(() => verify(compared, password.normalize('NFC')));
    return matches && passwordHash !== undefined;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MAX_WAITING) {
        throw new ByokError('rate_limited', 'Too many passwords are checked at once. Try again in a moment.', { retryAfterSeconds: 2 });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

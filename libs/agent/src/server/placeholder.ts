import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digestOf = (text: string) => createHash('sha256').update(text).digest();

/** What tools of this machine present in place of a key: 256 random bits, made at the agent's start and worthless after its end. */
export class Placeholder {
  /** Begins like a key of OpenAI's, since some tools look. */
  readonly text = `sk-byok-${randomBytes(32).toString('base64url')}`;
  readonly #digest = digestOf(this.text);

  /** In constant time, whatever the candidate's length. */
  matches(candidate: string): boolean {
    return timingSafeEqual(digestOf(candidate), this.#digest);
  }
}

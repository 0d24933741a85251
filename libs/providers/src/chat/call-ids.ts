import { createHash } from 'node:crypto';

const ACCEPTED = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * The ids of tool calls in one conversation, as every provider accepts them: of letters, digits, `_` and `-`, and
 * each once. OpenAI takes any text, and some models number their calls anew in each turn; a result then belongs to
 * the latest call of its id.
 */
export class CallIds {
  readonly #latest = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** The id for a call. */
  open(id: string): string {
    const base = ACCEPTED.test(id) ? id : `call_${createHash('sha256').update(id).digest('base64url').slice(0, 24)}`;
    let open = base;
    while (this.#counts.has(open)) {
      const count = (this.#counts.get(base) ?? 1) + 1;
      this.#counts.set(base, count);
      open = `${base.slice(0, 56)}_${count}`;
    }
    this.#counts.set(open, this.#counts.get(open) ?? 1);
    this.#latest.set(id, open);
    return open;
  }

  /** The id of the call that a result answers; undefined when there is none. */
  of(id: string): string | undefined {
    return this.#latest.get(id);
  }
}

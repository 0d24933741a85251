import type { Receipt } from '#contracts';
import type { ReceiptOwner } from '#nestjs-byok';
import { pendingFacts, type ReceiptDraft } from '../receipt-draft.js';

/** A call of this process that a provider has answered and that goes on. */
export interface OpenCall {
  readonly receipt: Receipt & { readonly id: string };
  readonly owner: ReceiptOwner;
  /** Unix milliseconds. */
  readonly openedAt: number;
  /** Other processes can see it. */
  isKept: boolean;
}

/** The calls of this process that go on, by the ids of their receipts. */
export class OpenCalls {
  readonly #calls = new Map<string, OpenCall>();

  get size(): number {
    return this.#calls.size;
  }

  add(call: OpenCall): void {
    this.#calls.set(call.receipt.id, call);
  }

  take(id: string): OpenCall | undefined {
    const call = this.#calls.get(id);
    if (call !== undefined) this.#calls.delete(id);
    return call;
  }

  draftOf(userId: string, id: string): ReceiptDraft | undefined {
    const call = this.#calls.get(id);
    return call?.owner.userId === userId ? draftOf(call) : undefined;
  }

  ofUser(userId: string): ReceiptDraft[] {
    return [...this.#calls.values()].filter(({ owner }) => owner.userId === userId).map(draftOf);
  }

  /** @param before Unix milliseconds @returns those opened before that no other process can see yet, or all that any can */
  select(isKept: boolean, before: number): OpenCall[] {
    return [...this.#calls.values()].filter((call) => call.isKept === isKept && call.openedAt <= before);
  }
}

/** The receipt of a call that has not ended: its cost is pending. */
export function draftOf({ receipt, owner, openedAt }: OpenCall): ReceiptDraft {
  return { id: receipt.id, userId: owner.userId, jobId: undefined, facts: pendingFacts(receipt, owner.route, openedAt) };
}

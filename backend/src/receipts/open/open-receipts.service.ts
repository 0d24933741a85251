import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Receipt } from '#contracts';
import type { ReceiptIssuer, ReceiptOwner } from '#nestjs-byok';
import { RecordIds } from '../../usage/index.js';
import { ReceiptQueue } from '../chain/receipt-queue.service.js';
import { abandonedFacts, type ReceiptDraft } from '../receipt-draft.js';
import { OpenCalls, draftOf, type OpenCall } from './open-calls.js';
import { OpenReceiptStore } from './open-receipts.store.js';

/** A call that takes longer is shown to other processes; most have ended by then. */
const SHORT_MS = 200;
const TICK_MS = 250;
/** How often other processes are told that calls go on, and how often abandoned ones are looked for. */
const MINUTE_MS = 60_000;

/** Receipts of calls that go on: each can be read by its id as soon as that stands in a header. */
@Injectable()
export class OpenReceipts implements ReceiptIssuer, OnApplicationBootstrap, OnModuleDestroy {
  readonly #calls = new OpenCalls();
  readonly #ids = new RecordIds();
  #ticking: NodeJS.Timeout | undefined;
  #isKeeping = false;
  #minutes: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: OpenReceiptStore,
    private readonly queue: ReceiptQueue,
  ) {}

  /** A start that is refused leaves nothing running. */
  onApplicationBootstrap(): void {
    this.#minutes = setInterval(() => void this.lookAround(), MINUTE_MS).unref();
  }

  open(receipt: Receipt, { userId, route }: ReceiptOwner): Receipt {
    if (receipt.attempts.length === 0) return receipt;
    const openedAt = Date.now();
    const named = { ...receipt, id: this.#ids.next(openedAt) };
    // Of its owner no more: that is the whole call (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md).
    this.#calls.add({ receipt: named, owner: { userId, route }, openedAt, isKept: false });
    this.#ticking ??= setInterval(() => void this.#tick(), TICK_MS).unref();
    return named;
  }

  /** Whether only this process may have opened a receipt of this id. */
  isOwn(id: string): boolean {
    return this.#ids.hasMade(id);
  }

  /** The call has ended. @returns when it was opened, in Unix milliseconds */
  close(id: string): number | undefined {
    return this.#calls.take(id)?.openedAt;
  }

  /** Of a call of any process that goes on. @throws what the database says */
  async find(userId: string, id: string): Promise<ReceiptDraft | undefined> {
    return this.#calls.draftOf(userId, id) ?? (await this.store.find(userId, id));
  }

  /** Of all calls of the user that go on, as far as this process knows; oldest first. @throws what the database says */
  async ofUser(userId: string): Promise<ReceiptDraft[]> {
    const drafts = new Map((await this.store.ofUser(userId)).map((draft) => [draft.id, draft]));
    for (const draft of this.#calls.ofUser(userId)) drafts.set(draft.id, draft);
    return [...drafts.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  onModuleDestroy(): void {
    clearInterval(this.#ticking);
    clearInterval(this.#minutes);
  }

  async #tick(): Promise<void> {
    if (this.#calls.size === 0) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    } else if (!this.#isKeeping) {
      this.#isKeeping = true;
      await this.#keep(this.#calls.select(false, Date.now() - SHORT_MS));
      this.#isKeeping = false;
    }
  }

  /** While the database is away only this process knows them; the next tick tries again. */
  async #keep(calls: readonly OpenCall[]): Promise<void> {
    if (calls.length === 0) return;
    await this.store.keep(calls.map(draftOf)).then(
      () => calls.forEach((call) => (call.isKept = true)),
      () => undefined,
    );
  }

  /** Tells other processes that the calls go on, and finishes the receipts of processes that are gone. Comes by itself every minute. */
  async lookAround(): Promise<void> {
    await this.#keep(this.#calls.select(true, Infinity));
    const abandoned = await this.store.abandoned().catch(() => []);
    for (const draft of abandoned) this.queue.add({ ...draft, facts: abandonedFacts(draft.facts) });
  }
}

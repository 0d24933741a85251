import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { ReceiptView } from '#receipts';
import { AtOnceByUser } from '../../access/index.js';
import { NO_PLACE, composeReceipt } from '../chain/compose-receipt.js';
import { ReceiptQueue } from '../chain/receipt-queue.service.js';
import { ReceiptReader, type ReceiptRange } from '../chain/receipt-reader.service.js';
import { ReceiptKeyring } from '../keys/receipt-keyring.service.js';
import { OpenReceipts } from '../open/open-receipts.service.js';
import type { ReceiptDraft } from '../receipt-draft.js';

/** Receipts in memory at once while they are exported. */
const PAGE = 500;
/** Another process may have a receipt of that age alone: it is waited for. */
const YOUNG_MS = 10_000;
const MAX_WAIT_MS = 3_000;
const POLL_MS = 150;
/** Of one user at once. */
const MAX_WAITING = 4;

/** Unix milliseconds at which an id of ours (UUID version 7) was made; undefined for any other. */
function madeAt(id: string): number | undefined {
  return id[14] === '7' ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}

const isYoung = (id: string) => Math.abs(Date.now() - (madeAt(id) ?? 0)) <= YOUNG_MS;

/** A user's receipts: those of ended calls in their chain, and those of calls that go on. */
@Injectable()
export class Receipts {
  readonly #waiting = new AtOnceByUser();

  constructor(
    private readonly reader: ReceiptReader,
    private readonly open: OpenReceipts,
    private readonly queue: ReceiptQueue,
    private readonly keyring: ReceiptKeyring,
  ) {}

  /**
   * By `x-byok-receipt-id`, from the moment that the header is there, in whatever process.
   * @throws ByokError not_found, also for another user's
   */
  async find(userId: string, id: string): Promise<ReceiptView> {
    // Of its own calls this process knows all; the second look is for one that ended during the first.
    const found = (await this.#look(userId, id)) ?? (this.open.isOwn(id) ? await this.#look(userId, id) : await this.#awaitElsewhere(userId, id));
    if (found === undefined) throw new ByokError('not_found', 'There is no receipt with this id.');
    return found;
  }

  /** A page; receipts of calls that go on stand at its newest end. */
  async list(userId: string, range: ReceiptRange): Promise<ReceiptView[]> {
    await this.queue.flush();
    // First those that go on: one that ends meanwhile is then there twice at most, and not missing.
    const pending = await this.#pendingIn(userId, range);
    const chained = (await this.reader.page(userId, range)).map(({ receipt }) => receipt);
    const ended = new Set(chained.map(({ id }) => id));
    const rest = pending.filter(({ id }) => !ended.has(id)).map((draft) => this.#signed(draft));
    if (range.order === 'desc') return range.after === undefined ? [...rest.toReversed(), ...chained] : chained;
    return chained.length < range.limit ? [...chained, ...rest] : chained;
  }

  /** Receipts of all calls that have ended, in the order of the chain, a page at a time. */
  async *all(userId: string, { from, to }: Pick<ReceiptRange, 'from' | 'to'> = {}): AsyncGenerator<ReceiptView> {
    await this.queue.flush();
    let after: number | undefined;
    for (;;) {
      const page = await this.reader.page(userId, { from, to, order: 'asc', after, limit: PAGE });
      for (const { receipt } of page) yield receipt;
      if (page.length < PAGE) return;
      after = page.at(-1)?.number;
    }
  }

  async #look(userId: string, id: string): Promise<ReceiptView | undefined> {
    await this.queue.flush();
    return (await this.reader.find(userId, id))?.receipt ?? (await this.#pending(userId, id));
  }

  /** Another process's, as long as that may have it alone. Ids can be made up, so that a user may wait for few at once. */
  async #awaitElsewhere(userId: string, id: string): Promise<ReceiptView | undefined> {
    const leave = this.#waiting.enter(userId, MAX_WAITING);
    if (leave === undefined) return undefined;
    try {
      for (const until = Date.now() + MAX_WAIT_MS; isYoung(id) && Date.now() < until; ) {
        await pause(POLL_MS);
        const found = await this.#look(userId, id);
        if (found !== undefined) return found;
      }
      return undefined;
    } finally {
      leave();
    }
  }

  async #pending(userId: string, id: string): Promise<ReceiptView | undefined> {
    const draft = await this.open.find(userId, id);
    return draft && this.#signed(draft);
  }

  async #pendingIn(userId: string, { from = -Infinity, to = Infinity }: ReceiptRange): Promise<ReceiptDraft[]> {
    const drafts = await this.open.ofUser(userId);
    return drafts.filter(({ facts }) => Date.parse(facts.time) >= from && Date.parse(facts.time) <= to);
  }

  /** Outside the chain, and so without personal fields to commit to. */
  #signed({ id, facts }: ReceiptDraft): ReceiptView {
    const payload = composeReceipt(id, NO_PLACE, facts, {});
    return { id, payload: Buffer.from(payload).toString('base64url'), ...this.keyring.sign(payload) };
  }
}

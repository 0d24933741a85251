import { Injectable } from '@nestjs/common';
import { RecordIds, UsageRecorder, type RecordedCall } from '../usage/index.js';
import { ReceiptQueue } from './chain/receipt-queue.service.js';
import { OpenReceipts } from './open/open-receipts.service.js';
import { endedFacts } from './receipt-draft.js';

/** Finishes the receipt of every call that has ended, behind its end. */
@Injectable()
export class ReceiptRecorder {
  readonly #ids = new RecordIds();

  constructor(
    recorder: UsageRecorder,
    private readonly open: OpenReceipts,
    private readonly queue: ReceiptQueue,
  ) {
    recorder.listen((call, rub) => this.#finish(call, rub));
  }

  #finish(call: RecordedCall, rub: number | undefined): void {
    const { receipt, userId, jobId } = call;
    if (receipt.attempts.length === 0) return;
    const endedAt = Date.now();
    const id = receipt.id ?? this.#ids.next(endedAt);
    const openedAt = this.open.close(id) ?? endedAt;
    this.queue.add({ id, userId, jobId, facts: endedFacts(call, rub, openedAt, endedAt) });
  }
}

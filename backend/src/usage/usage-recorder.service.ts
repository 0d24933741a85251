import { Inject, Injectable } from '@nestjs/common';
import type { ModelPricing } from '#contracts';
import { Catalog } from '../byok/strategy/catalog/index.js';
import { costOf } from './measure/call-cost.js';
import { UsageQueue } from './usage-queue.service.js';
import { recordJson, type RecordedCall } from './usage-record.js';

/** Keeps what each provider call consumed and what it cost. Nobody waits for it. */
@Injectable()
export class UsageRecorder {
  readonly #pricing: ReadonlyMap<string, ModelPricing>;

  constructor(
    private readonly queue: UsageQueue,
    @Inject(Catalog) catalog: Catalog,
  ) {
    this.#pricing = new Map(catalog.all().map(({ provider, id, pricing }) => [`${provider}/${id}`, pricing]));
  }

  /** For every call that reached a provider, after its answer; jobs call it once for each stage. Never throws. */
  record(call: RecordedCall): void {
    const cost = costOf(call.usage, this.#pricing.get(`${call.provider}/${call.model}`), call.source);
    call.reservation?.settle(cost.rubPaid);
    this.queue.add(recordJson(call, cost, Date.now()));
  }
}

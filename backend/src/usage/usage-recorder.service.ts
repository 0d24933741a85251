import { Inject, Injectable } from '@nestjs/common';
import type { ModelPricing } from '#contracts';
import { Catalog } from '#nestjs-byok';
import { costOf, type CallCost } from './measure/call-cost.js';
import { UsageQueue } from './usage-queue.service.js';
import { usageRow, type RecordedCall } from './usage-record.js';

/** @param rub what the call cost at the catalog's prices, whoever paid; undefined when they don't say */
export type RecordedCallListener = (call: RecordedCall, rub: number | undefined) => void;

/** Keeps what each provider call consumed and what it cost. Nobody waits for it. */
@Injectable()
export class UsageRecorder {
  readonly #listeners: RecordedCallListener[] = [];

  constructor(
    private readonly queue: UsageQueue,
    @Inject(Catalog) private readonly catalog: Catalog,
  ) {}

  /** @param listener is notified of every call that was recorded, after its end; must not throw */
  listen(listener: RecordedCallListener): void {
    this.#listeners.push(listener);
  }

  /** For a call of which nobody knows what it used, such as a key test or one that was aborted before its answer: listeners are told, and it is counted nowhere. */
  report(call: RecordedCall): void {
    for (const listener of this.#listeners) listener(call, undefined);
  }

  /**
   * For every call that reached a provider, after its answer; jobs call it once for each stage. Never throws.
   * @returns what the call cost at the catalog's prices, whoever paid; undefined when they don't say
   */
  record(call: RecordedCall): number | undefined {
    const pricing = this.catalog.ofAnyDay(call.provider, call.model)?.pricing;
    const cost = this.#costOf(call, pricing);
    if (cost.roubles === undefined) call.reservation?.keep();
    else call.reservation?.settle(settledCost(call, cost.roubles));
    this.queue.add(usageRow(call, cost, Date.now()));
    for (const listener of this.#listeners) listener(call, cost.roubles);
    return cost.roubles;
  }

  /** What was set aside looked at the parts of the input: a count of its bytes, pictures among them, never stands for more. */
  #costOf({ usage, source, reservation }: RecordedCall, pricing: ModelPricing | undefined): CallCost {
    const cost = costOf(usage, pricing, source);
    if (usage.isInputEstimated !== true || reservation === undefined || source !== 'platform' || cost.roubles === undefined) return cost;
    const roubles = Math.min(cost.roubles, reservation.estimateRub);
    return { ...cost, roubles, rubPaid: roubles };
  }
}

/**
 * What counts against the limits in place of the estimate. Of an answer whose reader left in its middle nobody counted
 * what the provider made meanwhile, reasoning that is not shown above all: it may charge as much as was set aside.
 */
function settledCost({ aborted, usage, reservation }: RecordedCall, roubles: number): number {
  return aborted && usage.estimated && reservation !== undefined ? Math.max(roubles, reservation.estimateRub) : roubles;
}

import { Inject, Injectable } from '@nestjs/common';
import type { CredentialSource, ErrorCode, ModelPricing, ProviderId, Strategy, Tier } from '#contracts';
import { Catalog } from '../byok/strategy/catalog/index.js';
import { costOf } from './measure/call-cost.js';
import type { MeasuredUsage } from './measure/measured-usage.js';
import { UsageQueue } from './usage-queue.service.js';
import { recordId } from './usage-record.js';

/** A provider call that has ended, with what it consumed. */
export interface RecordedCall {
  readonly userId: string;
  /** Of the user, at the time of the call. */
  readonly strategy: Strategy;
  /** `v1`, a provider's native face, or `job`. */
  readonly face: string;
  /** The route's pattern. */
  readonly route: string;
  readonly provider: ProviderId;
  /** The catalog's id; undefined for calls without a model. */
  readonly model: string | undefined;
  readonly tier: Tier | undefined;
  readonly source: CredentialSource;
  readonly status: number;
  /** Undefined for a success. */
  readonly code: ErrorCode | undefined;
  readonly aborted: boolean;
  readonly fallbackReason: ErrorCode | undefined;
  readonly durationMs: number;
  readonly usage: MeasuredUsage;
}

const MAX_INTEGER = 2_147_483_647;
const MAX_ROUBLES = 9_999_999_999;

/** A whole number that the column can hold, whatever a provider claims. */
const whole = (value: number | undefined): number | null => (value === undefined ? null : Math.min(MAX_INTEGER, Math.round(value)));

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
  record({ usage, model, tier, code, fallbackReason, durationMs, ...call }: RecordedCall): void {
    const at = Date.now();
    const { rubPaid, rubAvoided } = costOf(usage, this.#pricing.get(`${call.provider}/${model}`), call.source);
    this.queue.add({
      ...call,
      id: recordId(at),
      at: new Date(at),
      model: model ?? null,
      tier: tier ?? null,
      code: code ?? null,
      fallbackReason: fallbackReason ?? null,
      tokensIn: whole(usage.tokensIn),
      tokensOut: whole(usage.tokensOut),
      audioSeconds: usage.audioSeconds ?? null,
      estimated: usage.estimated,
      durationMs: whole(durationMs) ?? 0,
      rubPaid: Math.min(MAX_ROUBLES, rubPaid),
      rubAvoided: Math.min(MAX_ROUBLES, rubAvoided),
    });
  }
}

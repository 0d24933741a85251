import { Injectable } from '@nestjs/common';
import type { ErrorCode, Receipt } from '#contracts';
import { MetricsRegistry } from './metrics-registry.service.js';

/** A request of a provider route or a job's stage, after its answer. */
export interface CountedCall {
  /** `v1`, a provider's native routes, `validate` or `job`. */
  readonly endpoint: string;
  /** Undefined when it was refused before any provider was asked. */
  readonly receipt: Receipt | undefined;
  /** `ok`, our error code, or `aborted`. */
  readonly outcome: string;
  /** The code with which the provider broke off an answer that had begun; its attempt counts as failed by it. */
  readonly brokenBy?: ErrorCode | undefined;
  /** From the request's arrival to the provider's first byte. */
  readonly firstByteSeconds: number | undefined;
}

const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120];

/** Counts provider calls for Prometheus. */
@Injectable()
export class CallMetrics {
  readonly #requests;
  readonly #attempts;
  readonly #fallbacks;
  readonly #seconds;

  constructor(metrics: MetricsRegistry) {
    // `face` is what `endpoint` was called: dashboards have one version's time to change.
    const labels = ['face', 'endpoint', 'provider', 'source', 'outcome'];
    this.#requests = metrics.counter('byok_requests_total', 'Requests to provider routes, by how they ended.', labels);
    this.#attempts = metrics.counter('byok_attempts_total', 'Credentials tried at providers.', ['source', 'provider', 'outcome']);
    this.#fallbacks = metrics.counter('byok_fallbacks_total', 'Requests that another credential served, by the reason.', ['reason']);
    this.#seconds = metrics.histogram('byok_provider_seconds', "Seconds to a provider's first byte, retries included.", ['provider'], BUCKETS);
  }

  record(call: CountedCall): void {
    const { endpoint, receipt, outcome, brokenBy, firstByteSeconds } = call;
    this.#requests.add(1, `${endpoint}:${endpoint}:${receipt?.provider ?? 'none'}:${receipt?.source ?? 'none'}:${outcome}`);
    if (receipt === undefined) return;
    const last = receipt.attempts.at(-1);
    for (const tried of receipt.attempts) this.#attempts.add(1, `${tried.source}:${tried.provider}:${tried === last ? (brokenBy ?? tried.outcome) : tried.outcome}`);
    if (receipt.fallbackReason !== undefined) this.#fallbacks.add(1, receipt.fallbackReason);
    if (firstByteSeconds !== undefined) this.#seconds.observe({ provider: receipt.provider }, firstByteSeconds);
  }
}

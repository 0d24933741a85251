import { Injectable } from '@nestjs/common';
import type { CredentialSource, ProviderId } from '#contracts';
import { MetricsRegistry } from './metrics-registry.service.js';

/** A request of a provider route or a job's stage, after its answer. */
export interface FinishedCall {
  /** `v1`, a provider's native face, `validate` or `job`. */
  readonly face: string;
  /** Undefined when it was refused before any provider was asked. */
  readonly provider: ProviderId | undefined;
  readonly source: CredentialSource | undefined;
  /** `ok`, our error code, or `aborted`. */
  readonly outcome: string;
  /** As in the receipt header. */
  readonly attempts: string;
  readonly fallbackReason: string | undefined;
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
    const labels = ['face', 'provider', 'source', 'outcome'];
    this.#requests = metrics.counter('byok_requests_total', 'Requests to provider routes, by how they ended.', labels);
    this.#attempts = metrics.counter('byok_attempts_total', 'Credentials tried at providers.', ['source', 'provider', 'outcome']);
    this.#fallbacks = metrics.counter('byok_fallbacks_total', 'Requests that another credential served, by the reason.', ['reason']);
    this.#seconds = metrics.histogram('byok_provider_seconds', "Seconds to a provider's first byte, retries included.", ['provider'], BUCKETS);
  }

  record(call: FinishedCall): void {
    this.#requests.add(1, `${call.face}:${call.provider ?? 'none'}:${call.source ?? 'none'}:${call.outcome}`);
    if (call.provider === undefined) return;
    if (!call.attempts.includes(',')) this.#attempts.add(1, call.attempts);
    else for (const attempt of call.attempts.split(',')) this.#attempts.add(1, attempt);
    if (call.fallbackReason !== undefined) this.#fallbacks.add(1, call.fallbackReason);
    if (call.firstByteSeconds !== undefined) this.#seconds.observe({ provider: call.provider }, call.firstByteSeconds);
  }
}

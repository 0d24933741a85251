import { Injectable } from '@nestjs/common';
import { EndedRequests } from '../http/ended-requests.js';
import { CallMetrics } from '../metrics/prometheus/call-metrics.service.js';
import { MetricsRegistry } from '../metrics/prometheus/metrics-registry.service.js';
import { observeCalls } from './observe-calls.js';
import { UsageQueue } from './usage-queue.service.js';
import { UsageRecorder } from './usage-recorder.service.js';

/** Counts and records the provider calls of HTTP routes; whoever reads metrics or usage sees those that still wait. */
@Injectable()
export class CallObserver {
  constructor(ended: EndedRequests, recorder: UsageRecorder, calls: CallMetrics, queue: UsageQueue, metrics: MetricsRegistry) {
    observeCalls(ended, recorder, calls);
    queue.drawFrom(ended.flush);
    metrics.drawFrom(ended.flush);
  }
}

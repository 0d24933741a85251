import { Injectable } from '@nestjs/common';
import { CompletedRequests } from '../http/index.js';
import { CallMetrics, MetricsRegistry } from '../prometheus/index.js';
import { recordUsage } from './record-usage.js';
import { UsageQueue } from './usage-queue.service.js';
import { UsageRecorder } from './usage-recorder.service.js';

/** Counts and records the provider calls of HTTP routes; a reader of metrics or usage sees those that still wait, too. */
@Injectable()
export class CallObserver {
  constructor(completed: CompletedRequests, recorder: UsageRecorder, calls: CallMetrics, queue: UsageQueue, metrics: MetricsRegistry) {
    recordUsage(completed, recorder, calls);
    queue.flushBeforeRead(completed.flush);
    metrics.flushBeforeRead(completed.flush);
  }
}

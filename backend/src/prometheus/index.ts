export { CallMetrics, type CountedCall } from './call-metrics.service.js';
export { MetricsRegistry } from './metrics-registry.service.js';
export { PrometheusModule } from './prometheus.module.js';
export { Tally } from './tally.js';

export { AnalyticsStore } from './analytics/analytics-store.service.js';
export { MetricsModule } from './metrics.module.js';
export { CallMetrics, type FinishedCall } from './prometheus/call-metrics.service.js';
export { MetricsRegistry } from './prometheus/metrics-registry.service.js';
export { PrometheusModule } from './prometheus/prometheus.module.js';
export { Tally } from './prometheus/tally.js';

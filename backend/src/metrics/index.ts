export { AnalyticsStore } from './analytics/analytics-store.service.js';
export { MetricsModule } from './metrics.module.js';

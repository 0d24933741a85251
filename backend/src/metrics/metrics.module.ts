import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics/analytics.controller.js';
import { AnalyticsStore } from './analytics/analytics-store.service.js';
import { KeyScanService } from './key-scan/key-scan.service.js';
import { SuccessMetricsController } from './success/success-metrics.controller.js';
import { SuccessMetricsService } from './success/success-metrics.service.js';

/** Vault events, and the measures of success made of them, of usage and of the scan for plain keys. */
@Module({
  controllers: [AnalyticsController, SuccessMetricsController],
  providers: [AnalyticsStore, KeyScanService, SuccessMetricsService],
  exports: [AnalyticsStore],
})
export class MetricsModule {}

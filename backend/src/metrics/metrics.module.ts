import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics/analytics.controller.js';
import { AnalyticsStore } from './analytics/analytics-store.service.js';
import { Audits } from './audits/audits.service.js';
import { AuditsController } from './audits/audits.controller.js';
import { LastAuditController } from './audits/last-audit.controller.js';
import { KeyScanService } from './key-scan/key-scan.service.js';
import { SuccessMetricsController } from './success/success-metrics.controller.js';
import { SuccessMetricsService } from './success/success-metrics.service.js';

/** Vault events, and the measures of success made of them, of usage and of audits; and the scan of our own tables for plain keys. */
@Module({
  controllers: [AnalyticsController, AuditsController, LastAuditController, SuccessMetricsController],
  providers: [AnalyticsStore, Audits, KeyScanService, SuccessMetricsService],
  exports: [AnalyticsStore],
})
export class MetricsModule {}

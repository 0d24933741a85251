import { Global, Module } from '@nestjs/common';
import { CallMetrics } from './call-metrics.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.service.js';

/** What this process counts, and the route that shows it. Any module may add counters to `MetricsRegistry`. */
@Global()
@Module({ controllers: [MetricsController], providers: [MetricsRegistry, CallMetrics], exports: [MetricsRegistry, CallMetrics] })
export class PrometheusModule {}

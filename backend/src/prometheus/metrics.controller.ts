import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokError } from '#contracts';
import { Open } from '../access/index.js';
import { metricsConfig } from '../config/index.js';
import { mayReadMetrics } from './metrics-access.js';
import { MetricsRegistry } from './metrics-registry.service.js';

/** `GET /metrics` for Prometheus (contract, section 8). */
@Open()
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(metricsConfig.KEY) private readonly configuration: ConfigType<typeof metricsConfig>,
    private readonly metrics: MetricsRegistry,
  ) {}

  /** @throws ByokError unauthenticated */
  @Get()
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metricsToken } = this.configuration;
    if (!mayReadMetrics(request.raw, metricsToken)) {
      throw new ByokError(
        'unauthenticated',
        metricsToken === undefined
          ? 'Without METRICS_TOKEN only this machine may read the metrics, and not through a proxy.'
          : 'Send the value of METRICS_TOKEN as a bearer token.',
      );
    }
    void reply.header('cache-control', 'no-store').type(this.metrics.contentType);
    return this.metrics.text();
  }
}

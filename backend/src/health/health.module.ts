import { Module, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { InjectDatabasePool } from '../database/index.js';
import { HealthChecks } from './health-checks.service.js';
import { HealthController } from './health.controller.js';

/** Liveness and readiness. Import it to add checks to `HealthChecks`. */
@Module({ controllers: [HealthController], providers: [HealthChecks], exports: [HealthChecks] })
export class HealthModule implements OnModuleInit {
  constructor(
    @InjectDatabasePool() private readonly pool: Pool,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('database', () => this.pool.query('select 1'));
  }
}

import { Controller, Get } from '@nestjs/common';
import { ByokError } from '#contracts';
import { Open } from '../access/index.js';
import { HealthChecks } from './health-checks.service.js';

@Open()
@Controller('api/health')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  /** The process answers. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can do its work. @throws ByokError unavailable, naming what fails */
  @Get('ready')
  async ready(): Promise<{ status: 'ok'; checks: Record<string, string> }> {
    const checks = await this.checks.run();
    const failed = Object.keys(checks).filter((name) => checks[name] === 'failed');
    if (failed.length > 0) {
      throw new ByokError('unavailable', `Not ready: ${failed.join(', ')} failed.`, { retryAfterSeconds: 5 });
    }
    return { status: 'ok', checks };
  }
}

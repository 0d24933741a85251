import { Body, Controller, Post } from '@nestjs/common';
import type { AuditView } from '#contracts';
import { Roles } from '../../access/index.js';
import { AuditDto } from './audit.dto.js';
import { Audits } from './audits.service.js';

/** `POST /api/admin/audits` (contract, section 8). */
@Roles('admin')
@Controller('api/admin/audits')
export class AuditsController {
  constructor(private readonly audits: Audits) {}

  @Post()
  async keep(@Body() { date, routes, findings }: AuditDto): Promise<AuditView> {
    const audit = { date, routes, findings };
    await this.audits.keep(audit);
    return audit;
  }
}

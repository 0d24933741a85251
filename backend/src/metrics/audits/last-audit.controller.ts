import { Controller, Get, Header } from '@nestjs/common';
import type { AuditView } from '#contracts';
import { CrossOrigin, Open } from '../../access/index.js';
import { Audits } from './audits.service.js';

/** `GET /api/byok/audit` (contract, section 8). Open to all: who is about to type a key may know. */
@Controller('api/byok/audit')
export class LastAuditController {
  constructor(private readonly audits: Audits) {}

  @Open()
  @CrossOrigin()
  @Get()
  @Header('cache-control', 'no-store')
  read(): Promise<AuditView> {
    return this.audits.last();
  }
}

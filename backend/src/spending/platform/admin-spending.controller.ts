import { Controller, Get, Header } from '@nestjs/common';
import type { PlatformSpendingView } from '#contracts';
import { Roles } from '../../access/index.js';
import { PlatformSpending } from './platform-spending.service.js';

/** What the platform pays, and for whom it will soon pay no more today. */
@Roles('admin')
@Controller('api/admin/spending')
export class AdminSpendingController {
  constructor(private readonly spending: PlatformSpending) {}

  @Get()
  @Header('cache-control', 'no-store')
  view(): Promise<PlatformSpendingView> {
    return this.spending.view();
  }
}

import { Body, Controller, Get, Patch } from '@nestjs/common';
import type { SwitchesView } from '#contracts';
import { Roles } from '../access/index.js';
import { SwitchesDto } from './switches.dto.js';
import { Switches } from './switches.service.js';

/** `/api/admin/switches` (contract, section 2). */
@Roles('admin')
@Controller('api/admin/switches')
export class SwitchesController {
  constructor(private readonly switches: Switches) {}

  @Get()
  view(): SwitchesView {
    return this.switches.view();
  }

  @Patch()
  change(@Body() change: SwitchesDto): Promise<SwitchesView> {
    return this.switches.change(change);
  }
}

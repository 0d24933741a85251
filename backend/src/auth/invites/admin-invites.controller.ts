import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { PLANS, type InviteView, type Plan } from '#contracts';
import { IfGiven, UuidPipe } from '../../validation/index.js';
import { EmailAddress } from '../credentials.dto.js';
import { Roles } from '../../access/index.js';
import { Invites } from './invites.service.js';

/** `POST /api/admin/invites`. */
export class InviteDto {
  @IfGiven()
  @EmailAddress()
  email?: string;

  @IfGiven()
  @IsIn(PLANS, { message: `must be one of ${PLANS.join(', ')}` })
  plan?: Plan;
}

@Roles('admin')
@Controller('api/admin/invites')
export class AdminInvitesController {
  constructor(private readonly invites: Invites) {}

  /** The link is shown this once. */
  @Post()
  create(@Body() { email, plan }: InviteDto): Promise<{ id: string; link: string; expiresAt: string }> {
    return this.invites.create({ email, plan });
  }

  @Get()
  list(): Promise<InviteView[]> {
    return this.invites.list();
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Param('id', UuidPipe) id: string): Promise<void> {
    return this.invites.delete(id);
  }
}

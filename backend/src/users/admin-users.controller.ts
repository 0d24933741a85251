import { Body, Controller, Get, Param, Patch, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ByokError, type AccountView } from '#contracts';
import { Roles } from '../auth/route-access.js';
import type { UserRow } from '../database/schema/accounts.js';
import { UuidPipe } from '../http/uuid.pipe.js';
import { accountView } from './account-view.js';
import { PlanDto } from './plan.dto.js';
import { UsersService } from './users.service.js';

/** One row of `GET /api/admin/users`; `createdAt` is ISO 8601. */
type AdminAccountView = AccountView & { createdAt: string };

const adminView = (user: UserRow): AdminAccountView => ({ ...accountView(user), createdAt: user.createdAt.toISOString() });

/** A whole number from the query. @throws ByokError invalid_input */
function wholeNumber(field: string, value: unknown, minimum: number, maximum: number, fallback: number): number {
  if (value === undefined) return fallback;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (number >= minimum && number <= maximum) return number;
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  throw new ByokError('invalid_input', `${field} ${message}.`, { errors: [{ field, message }] });
}

@Roles('admin')
@Controller('api/admin/users')
export class AdminUsersController {
  constructor(private readonly users: UsersService) {}

  /** Oldest first, `limit` (1..500, default 100) from `offset`; `x-total-count` says how many there are. */
  @Get()
  async list(
    @Query('limit') limit: unknown,
    @Query('offset') offset: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdminAccountView[]> {
    const page = await this.users.list(
      wholeNumber('limit', limit, 1, 500, 100),
      wholeNumber('offset', offset, 0, 999_999_999, 0),
    );
    void reply.header('x-total-count', String(page.total));
    return page.rows.map(adminView);
  }

  @Patch(':id')
  async setPlan(@Param('id', UuidPipe) id: string, @Body() body: PlanDto): Promise<AdminAccountView> {
    return adminView(await this.users.setPlan(id, body.plan));
  }
}

import { Body, Controller, Get, Param, Patch, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ByokError, type AccountView } from '#contracts';
import { CurrentPrincipal } from '../auth/current-principal.js';
import type { Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import type { UserRow } from '../database/schema/accounts.js';
import { UuidPipe } from '../http/uuid.pipe.js';
import { accountView } from './account-view.js';
import { AdministeredUserDto } from './administered-user.dto.js';
import { UserAdministration } from './user-administration.service.js';
import { UsersService } from './users.service.js';

/** One row of `GET /api/admin/users`; `createdAt` is ISO 8601. */
type AdminAccountView = AccountView & { createdAt: string; locked: boolean };

const adminView = (user: UserRow): AdminAccountView => ({
  ...accountView(user),
  createdAt: user.createdAt.toISOString(),
  locked: user.lockedAt !== null,
});

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
  constructor(
    private readonly users: UsersService,
    private readonly administration: UserAdministration,
  ) {}

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

  /** @throws ByokError invalid_input, not_found, conflict */
  @Patch(':id')
  async change(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Body() body: AdministeredUserDto): Promise<AdminAccountView> {
    const { plan, role, locked } = body;
    if (plan === undefined && role === undefined && locked === undefined) {
      const message = 'must name at least one of plan, role, locked';
      throw new ByokError('invalid_input', `The body ${message}.`, { errors: [{ field: 'body', message }] });
    }
    return adminView(await this.administration.change(id, { plan, role, locked }, userId));
  }
}

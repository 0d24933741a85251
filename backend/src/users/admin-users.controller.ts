import { Body, Controller, Get, Param, Patch, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ByokError, type AccountView } from '#contracts';
import { CurrentPrincipal, Roles, type Principal } from '../access/index.js';
import type { UserRow } from '../database/index.js';
import { UuidPipe } from '../validation/index.js';
import { accountView } from './account-view.js';
import { AdministeredUserDto } from './administered-user.dto.js';
import { UserAdministration } from './user-administration.service.js';
import { UsersPageDto } from './users-page.dto.js';
import { UsersService } from './users.service.js';

/** One row of `GET /api/admin/users`; moments are ISO 8601. */
type AdminAccountView = AccountView & { createdAt: string; lastSeenAt: string | null; locked: boolean };

const adminView = (user: UserRow, lastSeen: ReadonlyMap<string, Date>): AdminAccountView => ({
  ...accountView(user),
  createdAt: user.createdAt.toISOString(),
  lastSeenAt: lastSeen.get(user.id)?.toISOString() ?? null,
  locked: user.lockedAt !== null,
});

@Roles('admin')
@Controller('api/admin/users')
export class AdminUsersController {
  constructor(
    private readonly users: UsersService,
    private readonly administration: UserAdministration,
  ) {}

  /** Oldest first, `limit` (1..500, default 100) from `offset`; `x-total-count` says how many there are. */
  @Get()
  async list(@Query() { limit, offset }: UsersPageDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<AdminAccountView[]> {
    const page = await this.users.list(limit, offset);
    void reply.header('x-total-count', String(page.total));
    const lastSeen = await this.users.lastSeen(page.rows.map(({ id }) => id));
    return page.rows.map((user) => adminView(user, lastSeen));
  }

  /** @throws ByokError invalid_input, not_found, conflict */
  @Patch(':id')
  async change(@CurrentPrincipal() { userId }: Principal, @Param('id', UuidPipe) id: string, @Body() body: AdministeredUserDto): Promise<AdminAccountView> {
    const { plan, role, locked } = body;
    if (plan === undefined && role === undefined && locked === undefined) {
      const message = 'must name at least one of plan, role, locked';
      throw new ByokError('invalid_input', `The body ${message}.`, { errors: [{ field: 'body', message }] });
    }
    const changed = await this.administration.change(id, { plan, role, locked }, userId);
    return adminView(changed, await this.users.lastSeen([id]));
  }
}

import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Req, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CookieOnly, CurrentPrincipal, type Principal } from '../access/index.js';
import { OwnPassword, SignIn } from '../auth/index.js';
import { TextOf } from '../validation/index.js';
import { AccountDataRegistry } from './account-data.registry.js';
import { AccountDeletion } from './account-deletion.service.js';
import { exportAccount } from './export-account.js';

/** `DELETE /api/me`. */
export class AccountDeletionDto {
  @TextOf(0, 1024)
  password!: string;
}

/** Taking everything along, and leaving for good. Not for tokens: those are of scopes that have nothing to do with it. */
@CookieOnly()
@Controller('api/me')
export class AccountDataController {
  constructor(
    private readonly registry: AccountDataRegistry,
    private readonly deletion: AccountDeletion,
    private readonly ownPassword: OwnPassword,
    private readonly signIn: SignIn,
  ) {}

  @Get('export')
  export(@CurrentPrincipal() { userId }: Principal): StreamableFile {
    return new StreamableFile(Readable.from(exportAccount(this.registry.parts, userId), { objectMode: false }), {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="byok-account.json"',
    });
  }

  /** @throws ByokError forbidden, rate_limited, conflict */
  @Delete()
  @HttpCode(204)
  async delete(
    @CurrentPrincipal() { userId }: Principal,
    @Body() { password }: AccountDeletionDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.ownPassword.prove(userId, password, 'password');
    await this.deletion.delete(userId);
    await this.signIn.end(request, reply);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import type { CreatedTokenView, TokenView } from '#contracts';
import { UuidPipe } from '../../http/uuid.pipe.js';
import { CurrentPrincipal } from '../current-principal.js';
import type { Principal } from '../principal.js';
import { CookieOnly } from '../route-access.js';
import { PersonalTokens } from './personal-tokens.service.js';
import { TokenDto } from './token.dto.js';

/** A token can't make, see or delete tokens: these routes want the cookie. */
@CookieOnly()
@Controller('api/auth/tokens')
export class TokensController {
  constructor(private readonly tokens: PersonalTokens) {}

  @Post()
  create(@CurrentPrincipal() principal: Principal, @Body() body: TokenDto): Promise<CreatedTokenView> {
    return this.tokens.create(principal.userId, body.name, body.expiresInDays);
  }

  @Get()
  list(@CurrentPrincipal() principal: Principal): Promise<TokenView[]> {
    return this.tokens.list(principal.userId);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@CurrentPrincipal() principal: Principal, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.tokens.delete(principal.userId, id);
  }
}

import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ByokError, DEFAULT_TOKEN_SCOPES, type CreatedTokenView, type TokenView } from '#contracts';
import { UuidPipe } from '../../validation/index.js';
import { CurrentPrincipal, CookieOnly, type Principal } from '../../access/index.js';
import { ModelNames } from './model-names.js';
import { PersonalTokens } from './personal-tokens.service.js';
import { TokenDto } from './token.dto.js';

/** A token can't make, see or delete tokens: these routes want the cookie. */
@CookieOnly()
@Controller('api/auth/tokens')
export class TokensController {
  constructor(
    private readonly tokens: PersonalTokens,
    private readonly modelNames: ModelNames,
  ) {}

  /** @throws ByokError forbidden, invalid_input */
  @Post()
  create(@CurrentPrincipal() principal: Principal, @Body() body: TokenDto): Promise<CreatedTokenView> {
    const { name, expiresInDays, scopes = [...DEFAULT_TOKEN_SCOPES], rubPerDay } = body;
    if (scopes.includes('admin') && principal.role !== 'admin') {
      throw new ByokError('forbidden', 'Only an administrator may make a token of the scope admin: leave that scope out.');
    }
    const models = body.models?.map((model) => this.#knownModel(model));
    return this.tokens.create(principal.userId, { name, expiresInDays, scopes, models, rubPerDay });
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

  #knownModel(name: string): string {
    const id = this.modelNames.idOf(name);
    if (id !== undefined) return id;
    const message = 'must name models of the catalog; GET /api/catalog lists them';
    throw new ByokError('invalid_input', `models ${message}.`, { errors: [{ field: 'models', message }] });
  }
}

import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { FastifyRequest } from 'fastify';
import { NeedsScope, type Principal } from '../../auth/index.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { reaches, resolveAllowed } from '../../byok/strategy/tier/index.js';

interface OpenAiModel {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
}

const asModel = (id: string, provider: string): OpenAiModel => ({ id, object: 'model', created: 0, owned_by: provider });

/** `GET /api/v1/models`: what the caller's plan allows, in OpenAI's format. */
@NeedsScope('calls')
@Controller('api/v1/models')
export class ModelsController {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  @Get()
  list(@Req() request: FastifyRequest): { object: 'list'; data: OpenAiModel[] } {
    const { catalog } = this.strategies;
    const { plan, models } = callerOf(request);
    const reached = catalog.all().filter(({ id, tier }) => reaches(plan, tier) && models?.includes(id) !== false);
    return { object: 'list', data: reached.map((entry) => asModel(catalog.nameOf(entry), entry.provider)) };
  }

  /** Ids may contain slashes, plain or encoded. */
  @Get('*')
  one(@Req() request: FastifyRequest, @Param('*') model: string): OpenAiModel {
    const { entry } = resolveAllowed(this.strategies.catalog, model, callerOf(request));
    return asModel(entry.id, entry.provider);
  }
}

function callerOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new ByokError('unauthenticated', 'Sign in, or send a personal access token.');
  return request.principal;
}

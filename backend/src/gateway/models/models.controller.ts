import { Controller, Get, Inject, Param } from '@nestjs/common';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../auth/index.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { reaches, resolveAllowed } from '../../byok/strategy/tier/index.js';
import { ApiFormat } from '../../http/index.js';

interface OpenAiModel {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
}

const asModel = (id: string, provider: string): OpenAiModel => ({ id, object: 'model', created: 0, owned_by: provider });

/** `GET /api/v1/models`: what the caller's plan allows, in OpenAI's format. */
@Controller('api/v1/models')
@ApiFormat('openai')
@NeedsScope('calls')
export class ModelsController {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  @Get()
  list(@CurrentPrincipal() { plan, models }: Principal): { object: 'list'; data: OpenAiModel[] } {
    const { catalog } = this.strategies;
    const reached = catalog.all().filter(({ id, tier }) => reaches(plan, tier) && models?.includes(id) !== false);
    return { object: 'list', data: reached.map((entry) => asModel(catalog.nameOf(entry), entry.provider)) };
  }

  /** Ids may contain slashes, plain or encoded. */
  @Get('*')
  one(@CurrentPrincipal() principal: Principal, @Param('*') model: string): OpenAiModel {
    const { entry } = resolveAllowed(this.strategies.catalog, model, principal);
    return asModel(entry.id, entry.provider);
  }
}

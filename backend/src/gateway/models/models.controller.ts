import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ProviderStrategyService, ownKeyRefusal, isAllowed, resolveAllowed, type CatalogEntry } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { ByokError, type Ability } from '#contracts';
import { ApiFormat } from '../../http/index.js';
import { endpointsOf } from './model-endpoints.js';

interface OpenAiModel {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  /** What it can do, and where under /api/v1 it can be called. */
  abilities: readonly Ability[];
  endpoints: string[];
  context_window: number;
  /** As OpenAI's own list has it: the last day, where one is announced. */
  shutdown_date?: string;
  /** What the provider recommends instead. */
  replaced_by?: string;
}

const asModel = (id: string, { provider, abilities, contextTokens, shutdownDate, replacedBy }: CatalogEntry): OpenAiModel => ({
  id,
  object: 'model',
  created: 0,
  owned_by: provider,
  abilities,
  endpoints: endpointsOf(abilities),
  context_window: contextTokens,
  ...(shutdownDate === undefined ? {} : { shutdown_date: shutdownDate }),
  ...(replacedBy === undefined ? {} : { replaced_by: replacedBy }),
});

/** `GET /api/v1/models`: what the caller's plan allows, in OpenAI's format. */
@Controller('api/v1/models')
@ApiFormat('openai', 'v1')
@NeedsScope('calls')
export class ModelsController {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  @Get()
  list(@CurrentPrincipal() principal: Principal): { object: 'list'; data: OpenAiModel[] } {
    const { catalog } = this.strategies;
    const reached = catalog.all().filter((entry) => endpointsOf(entry.abilities).length > 0 && isAllowed(entry, principal));
    return { object: 'list', data: reached.map((entry) => asModel(catalog.nameOf(entry), entry)) };
  }

  /** Ids may contain slashes, plain or encoded. */
  @Get('*')
  one(@CurrentPrincipal() principal: Principal, @Param('*') model: string): OpenAiModel {
    const match = resolveAllowed(this.strategies.catalog, model, principal);
    const refusal = match.ownKeyOnly === 'unlisted' ? undefined : ownKeyRefusal(match);
    if (refusal !== undefined) throw refusal;
    if (endpointsOf(match.entry.abilities).length === 0) throw new ByokError('model_unknown', `No route of /api/v1 calls ${match.entry.id}: use its provider's own routes.`);
    return asModel(match.entry.id, match.entry);
  }
}

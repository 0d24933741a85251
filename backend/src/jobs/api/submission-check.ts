import type { Principal } from '../../auth/principal.js';
import type { CallScope } from '../../byok/index.js';
import { estimateInputTokens } from '../../byok/strategy/catalog/index.js';
import type { CallTarget, ProviderStrategyService, RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import { resolveAllowed } from '../../byok/strategy/tier/index.js';
import type { JobInput, JobType, StageName } from '../job-types.js';

/** The stages that a job will go through. */
export function stagesOf(type: JobType, input: JobInput): StageName[] {
  if (type !== 'course') return [type];
  return input.file ? ['transcription', 'outline', 'lesson'] : ['outline', 'lesson'];
}

/** Longest input of one call, as an estimate of tokens: longer texts are split. */
export const CALL_TOKENS = 40_000;

/** What routing must know of a stage's calls. */
export function routedRequest(stage: StageName, model: string, text = ''): RoutedRequest {
  return {
    model,
    task: stage,
    inputTokens: Math.min(CALL_TOKENS, estimateInputTokens(text)),
    needs: stage === 'transcription' ? [] : ['json'],
  };
}

/**
 * The model that a stage asks for. In a course a named model serves the stages that it can; the others choose
 * for themselves, since few models both hear and write.
 * @throws ByokError model_unknown, tier_not_allowed
 */
export function modelFor(strategies: ProviderStrategyService, { plan }: Pick<Principal, 'plan'>, type: JobType, stage: StageName, named: string | undefined): string {
  if (named === undefined || named === 'auto') return 'auto';
  const { entry } = resolveAllowed(strategies.catalog, named, plan);
  if (type !== 'course') return named;
  const hears = entry.abilities.includes('transcription');
  const writes = entry.abilities.includes('chat');
  const able = stage === 'transcription' ? hears : writes;
  return able || (!hears && !writes) ? named : 'auto';
}

/**
 * Refuses a job that could never run: with an unknown or forbidden model, or without a key that may be used.
 * @returns the targets of all its stages
 * @throws ByokError model_unknown, tier_not_allowed, key_required, request_invalid
 */
export function checkTargets(
  strategies: ProviderStrategyService,
  { principal, scope }: { principal: Principal; scope: CallScope },
  type: JobType,
  input: JobInput,
): CallTarget[] {
  return stagesOf(type, input).flatMap((stage) => {
    const model = modelFor(strategies, principal, type, stage, input.model);
    return strategies.targets(principal, scope, routedRequest(stage, model, input.transcript));
  });
}

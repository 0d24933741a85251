import type { ByokProviderId } from '#contracts';
import type { Principal } from '../../auth/principal.js';
import type { CallScope } from '../../byok/index.js';
import { estimateInputTokens } from '../../byok/strategy/catalog/index.js';
import type { CallTarget, ProviderStrategyService, RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import { resolveAllowed, type Allowance } from '../../byok/strategy/tier/index.js';
import type { JobInput, JobTerms, JobType, StageName } from '../job-types.js';

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
 * @throws ByokError model_unknown, tier_not_allowed, forbidden
 */
export function modelFor(strategies: ProviderStrategyService, allowance: Allowance, type: JobType, stage: StageName, named: string | undefined): string {
  if (named === undefined || named === 'auto') return 'auto';
  const { entry } = resolveAllowed(strategies.catalog, named, allowance);
  if (type !== 'course') return named;
  const hears = entry.abilities.includes('transcription');
  const writes = entry.abilities.includes('chat');
  const able = stage === 'transcription' ? hears : writes;
  return able || (!hears && !writes) ? named : 'auto';
}

/**
 * Refuses a job that could never run: with an unknown or forbidden model, or without a key that may be used.
 * @param stages those that are still to be done
 * @returns the targets of these stages
 * @throws ByokError model_unknown, tier_not_allowed, key_required, request_invalid
 */
export function checkTargets(
  strategies: ProviderStrategyService,
  { principal, scope }: { principal: Principal; scope: CallScope },
  type: JobType,
  input: JobInput,
  stages: readonly StageName[] = stagesOf(type, input),
): CallTarget[] {
  return stages.flatMap((stage) => {
    const model = modelFor(strategies, principal, type, stage, input.model);
    return strategies.targets(principal, scope, routedRequest(stage, model, input.transcript));
  });
}

/** The providers among the targets for which the user's own key may be used. */
export function ownProviders(targets: readonly CallTarget[]): ByokProviderId[] {
  const own = targets.filter(({ credential }) => credential.source === 'byok').map(({ credential }) => credential.provider as ByokProviderId);
  return [...new Set(own)];
}

/** Plan and preferences of this moment, with the consent of this request. */
export function termsOf(strategies: ProviderStrategyService, principal: Principal, scope: CallScope): JobTerms {
  const { plan, models } = principal;
  return { plan, ...(models === undefined ? {} : { models }), preferences: { ...principal.preferences, fallback: strategies.policy(principal, scope) } };
}

import { Inject, Injectable } from '@nestjs/common';
import type { JobStage, JobType } from '#contracts';
import { estimateInputTokens, ProviderStrategyService, resolveAllowed, type Allowance, type RoutedRequest } from '#nestjs-byok';
import type { JobInput } from '../../database/index.js';

/** Longest input of one call, as an estimate of tokens: longer texts are split. */
const MAX_CALL_TOKENS = 40_000;
/** Characters of text that go into one call; a token is at least about two of them. */
export const MAX_CALL_CHARACTERS = MAX_CALL_TOKENS * 2;
/** However small a model's context window is. */
const MIN_CALL_CHARACTERS = 2_000;

/** The stages that a job goes through. */
export function stagesOf(type: JobType, input: JobInput): JobStage[] {
  if (type !== 'course') return [type];
  return input.file ? ['transcription', 'outline', 'lesson'] : ['outline', 'lesson'];
}

/** What routing must know of a stage's calls. */
export function routedRequest(stage: JobStage, model: string, text = ''): RoutedRequest {
  return {
    model,
    task: stage,
    inputTokens: Math.min(MAX_CALL_TOKENS, estimateInputTokens(text)),
    needs: stage === 'transcription' ? [] : ['json'],
  };
}

/** Which model each stage of a job asks for, and how much text one call takes. */
@Injectable()
export class StageRouting {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: Pick<ProviderStrategyService, 'catalog'>) {}

  /**
   * The model that a stage asks for. In a course a named model serves the stages that it can; the others choose
   * for themselves, since few models both transcribe and write.
   * @throws ByokError model_unknown, tier_not_allowed, forbidden
   */
  modelFor(type: JobType, stage: JobStage, named: string | undefined, allowance: Allowance): string {
    if (named === undefined || named === 'auto') return 'auto';
    const { entry } = resolveAllowed(this.strategies.catalog, named, allowance);
    if (type !== 'course') return named;
    const transcribes = entry.abilities.includes('transcription');
    const writes = entry.abilities.includes('chat');
    const able = stage === 'transcription' ? transcribes : writes;
    return able || (!transcribes && !writes) ? named : 'auto';
  }

  /** What routing must know of the calls of these stages. @throws as `modelFor` does */
  calls(type: JobType, { model, transcript }: JobInput, stages: readonly JobStage[], allowance: Allowance): RoutedRequest[] {
    return stages.map((stage) => routedRequest(stage, this.modelFor(type, stage, model, allowance), transcript));
  }

  /** How many characters of source text one call with this model takes, with room for instructions and answer. */
  textRoom(model: string): number {
    const entry = model === 'auto' ? undefined : this.strategies.catalog.resolve(model)?.entry;
    return entry === undefined ? MAX_CALL_CHARACTERS : Math.min(MAX_CALL_CHARACTERS, Math.max(MIN_CALL_CHARACTERS, entry.contextTokens));
  }
}

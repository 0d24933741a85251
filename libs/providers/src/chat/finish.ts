import type { LanguageModelV4FinishReason } from '@ai-sdk/provider';
import { ProviderError } from '../wire.js';
import type { Ending } from './answer-reader.js';

/** What an answer consists of. */
export interface AnswerContent {
  hasText: boolean;
  hasCalls: boolean;
}

/**
 * The finish reason of an answer that has ended. One that ended abnormally counts as cut off (`length`), so that
 * no client takes a part for the whole; of a reason that nobody knows yet, text counts as the answer.
 *
 * @throws ProviderError `provider_unavailable`, neither repeatable nor falling back, when the answer ended
 * abnormally with neither text nor tool call: it is paid for
 */
export function finishOf(
  provider: string,
  ending: Ending,
  { hasText, hasCalls }: AnswerContent,
): LanguageModelV4FinishReason {
  const { kind, reason } = ending;
  const as = (unified: LanguageModelV4FinishReason['unified']): LanguageModelV4FinishReason => ({ unified, raw: reason });
  if (kind === 'policy') return as('content-filter');
  if (kind === 'length') return as('length');
  if (hasCalls) return as('tool-calls');
  if (kind === 'natural' || (hasText && kind !== 'abnormal')) return as('stop');
  if (hasText) return as('length');
  throw endedEmpty(provider, ending);
}

function endedEmpty(provider: string, { reason, detail }: Ending): ProviderError {
  const why = [reason, detail].filter((word) => word !== undefined && word !== '').join(': ');
  const message = `${provider} ended its answer with neither text nor a tool call, ${why === '' ? 'without a reason' : `reason ${why}`}. Its tokens are paid for; change the request, or choose another model.`;
  return new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false, fallsBack: false });
}

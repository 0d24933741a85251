import { classifyOpenAiFormat, classifyOpenAiStart } from '../failure/openai-format.js';
import type { FailureInput, ProviderFailure } from '../wire.js';

const NAME = 'OpenAI';

/** Source: https://platform.openai.com/docs/guides/error-codes; branches on `error.code` before the status. */
export function classify(failure: FailureInput): ProviderFailure {
  return classifyOpenAiFormat(NAME, failure);
}

/** An error object or `error` event in an answer that began with 200. */
export function classifyStart(firstBytes: string): ProviderFailure | undefined {
  return classifyOpenAiStart(NAME, firstBytes);
}

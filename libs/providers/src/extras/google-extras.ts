import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import { integerAt } from '../chat/fields.js';
import { unsupported } from '../chat/refusal.js';

const LEVELS = ['minimal', 'low', 'medium', 'high'] as const;
const PATH = 'extra_body.google';

/** What of `extra_body.google` is passed on, in the form of `fieldTree`. */
export const GOOGLE_EXTRAS = [
  `${PATH}.cached_content`,
  `${PATH}.thinking_config.thinking_budget`,
  `${PATH}.thinking_config.thinking_level`,
  // Thoughts have no place in OpenAI's answer.
  `${PATH}.thinking_config.include_thoughts=false`,
];

const googleOf = (request: JsonObject): JsonObject => objectAt(objectAt(request, 'extra_body'), 'google');

/** The name of a stored cache. */
export function cachedContentOf(request: JsonObject): string | undefined {
  return textAt(googleOf(request), 'cached_content');
}

/**
 * Google's additions to OpenAI's format, as the AI SDK takes them.
 * Source: https://ai.google.dev/gemini-api/docs/openai
 * @throws ProviderError `request_invalid`
 */
export function googleOptions(request: JsonObject): { google?: { thinkingConfig?: { thinkingBudget?: number; thinkingLevel?: (typeof LEVELS)[number] }; cachedContent?: string } } {
  const google = googleOf(request);
  const config = google['thinking_config'];
  const cachedContent = cachedContentOf(request);
  const thinkingConfig = isObject(config) ? thinkingConfigOf(config) : undefined;
  if (thinkingConfig === undefined && cachedContent === undefined) return {};
  return { google: { ...(thinkingConfig === undefined ? {} : { thinkingConfig }), ...(cachedContent === undefined ? {} : { cachedContent }) } };
}

function thinkingConfigOf(config: JsonObject): { thinkingBudget?: number; thinkingLevel?: (typeof LEVELS)[number] } | undefined {
  const at = `${PATH}.thinking_config`;
  const budget = integerAt(config, 'thinking_budget', -1, `${at}.thinking_budget`);
  const written = config['thinking_level'] ?? undefined;
  const level = typeof written === 'string' ? LEVELS.find((known) => known === written.toLowerCase()) : undefined;
  if (written !== undefined && level === undefined) throw unsupported(`${at}.thinking_level`, `must be one of ${LEVELS.join(', ')}.`);
  if (budget === undefined && level === undefined) return undefined;
  return { ...(budget === undefined ? {} : { thinkingBudget: budget }), ...(level === undefined ? {} : { thinkingLevel: level }) };
}

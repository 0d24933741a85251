import { createHash } from 'node:crypto';
import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { cacheControlOf } from '../chat/cache-control.js';
import type { OnDropped } from '../chat/dropped-fields.js';
import { translatedChat, type Dialect } from '../chat/translated-chat.js';
import { PLACEHOLDER_KEY, PLACEHOLDER_ORIGIN } from '../chat/transport.js';
import { textAt } from '../failure/json.js';
import type { OpenAiChatRequest, TranslatedChat } from '../provider-strategy.js';
import { AnthropicAnswer } from './anthropic.answer.js';
import { classify, classifyStart } from './anthropic.errors.js';
import { checkedFetch } from '../extras/anthropic-fetch.js';
import { thinkingFor, thinkingOf } from '../extras/anthropic-thinking.js';

const dialect: Dialect = {
  name: 'Anthropic',
  classify,
  classifyStart,
  abilities: { models: 'Anthropic models', audio: false, cacheControl: true },
  reads: [
    'messages.content.file.filename',
    'user',
    'safety_identifier',
    'thinking.type',
    'thinking.budget_tokens',
    'thinking.display',
    'cache_control.*',
    'messages.cache_control.*',
    'messages.content.cache_control.*',
    'tools.cache_control.*',
    'tools.function.cache_control.*',
  ],
  model: (request, fetch, onDropped) =>
    createAnthropic({ apiKey: PLACEHOLDER_KEY, baseURL: `${PLACEHOLDER_ORIGIN}/v1`, fetch: checkedFetch(fetch, request, onDropped) })(request.model),
  adapt,
  storedField: () => undefined,
  reader: () => new AnthropicAnswer(),
  shape: (_request, { responseFormat }) => ({ unfence: responseFormat?.type === 'json', singleToolCall: false }),
};

export const chat: TranslatedChat = translatedChat(dialect);

/**
 * Between a tool call and its result Claude wants its own thinking back, which OpenAI's format has no room for;
 * so thinking is only switched on for a turn that begins with the user. It is refused beside a forced tool.
 * Penalties and seed don't exist there.
 */
function adapt(request: OpenAiChatRequest, options: LanguageModelV4CallOptions, onDropped: OnDropped): LanguageModelV4CallOptions {
  const { presencePenalty, frequencyPenalty, seed, reasoning, stopSequences, ...rest } = options;
  const user = textAt(request, 'safety_identifier') ?? textAt(request, 'user');
  const forced = options.toolChoice?.type === 'required' || options.toolChoice?.type === 'tool';
  const mayThink = !forced && options.prompt.at(-1)?.role !== 'tool';
  const thinking = thinkingFor(request.model, thinkingOf(request['thinking']), onDropped);
  const isThinking = thinking !== undefined && thinking.type !== 'disabled';
  if (!mayThink && reasoning !== undefined && reasoning !== 'none') onDropped('reasoning_effort');
  if (!mayThink && isThinking) onDropped('thinking');
  const cacheControl = request['cache_control'] ?? undefined;
  const anthropic = {
    ...(user === undefined ? {} : { metadata: { userId: userIdOf(user) } }),
    ...(request['parallel_tool_calls'] === false && options.tools !== undefined ? { disableParallelToolUse: true } : {}),
    ...(thinking === undefined || (isThinking && !mayThink) ? {} : { thinking }),
    ...(cacheControl === undefined ? {} : { cacheControl: cacheControlOf(cacheControl, 'cache_control') }),
  };
  // One of white space alone is refused.
  const stops = stopSequences?.filter((stop) => stop.trim() !== '');
  if (stopSequences?.some((stop) => stop !== '' && stop.trim() === '') === true) onDropped('stop');
  return { ...rest, ...(mayThink ? { reasoning } : {}), stopSequences: stops?.length ? stops : undefined, providerOptions: { anthropic } };
}

/** Anthropic refuses addresses, telephone numbers and long names as a user's id: these become a digest. */
function userIdOf(user: string): string {
  const isPlain = /^[\w.:-]{1,64}$/.test(user) && !/^[\d.-]{7,}$/.test(user);
  return isPlain ? user : createHash('sha256').update(user).digest('hex');
}

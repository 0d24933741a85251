import { randomUUID } from 'node:crypto';
import type { LanguageModelV4GenerateResult, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { objectAt, textAt } from '../failure/json.js';
import { withoutFences } from './json-text.js';
import { finishReasonOf, usageOf } from './usage.js';

/** What stays the same in every object of one answer. */
export interface AnswerHead {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
}

/** How the answer's content must be bent to what was asked for. */
export interface AnswerShape {
  /** JSON was asked for where the provider has no mode for it: take Markdown fences away. */
  unfence: boolean;
  /** `parallel_tool_calls: false` where the provider has no such switch: only the first call stays. */
  singleToolCall: boolean;
}

export function answerHead(model: string): AnswerHead {
  return { id: `chatcmpl-${randomUUID().replaceAll('-', '')}`, created: Math.floor(Date.now() / 1000), model };
}

/** An OpenAI `chat.completion` from the AI SDK's result. Reasoning text stays out, as at OpenAI. */
export function completionOf(
  head: AnswerHead,
  result: LanguageModelV4GenerateResult,
  shape: AnswerShape,
): Record<string, unknown> {
  const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = result.content.filter((part) => part.type === 'tool-call' && part.providerExecuted !== true);
  const kept = shape.singleToolCall ? calls.slice(0, 1) : calls;
  const toolCalls = kept.map((call) =>
    call.type === 'tool-call'
      ? {
          id: call.toolCallId,
          type: 'function',
          function: { name: call.toolName, arguments: call.input },
          ...extraContent(call.providerMetadata),
        }
      : undefined,
  );
  const content = shape.unfence ? withoutFences(text) : text;
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content === '' && toolCalls.length > 0 ? null : content,
          refusal: null,
          ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(result.finishReason, toolCalls.length > 0),
      },
    ],
    usage: usageOf(result.usage),
  };
}

/**
 * Gemini wants its thought signature back with the tool call; it travels where Google's own OpenAI-compatible
 * endpoint puts it.
 */
export function extraContent(metadata: SharedV4ProviderMetadata | undefined): Record<string, unknown> {
  const signature = textAt(objectAt(metadata, 'google'), 'thoughtSignature');
  return signature === undefined ? {} : { extra_content: { google: { thought_signature: signature } } };
}

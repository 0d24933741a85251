import { randomUUID } from 'node:crypto';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import type { OpenAiRequest } from '../provider-strategy.js';

/** A new id: `msg_…`. */
export const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** A response as it stands before its answer: what was asked for, as OpenAI repeats it. Nothing is stored. */
export function responseFrame(request: OpenAiRequest): JsonObject {
  return {
    id: newId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model: request.model,
    output: [],
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: objectAt(request, 'reasoning')['effort'] ?? null, summary: null },
    service_tier: 'default',
    store: false,
    temperature: request['temperature'] ?? 1,
    text: isObject(request['text']) ? request['text'] : { format: { type: 'text' } },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: request['tools'] ?? [],
    top_logprobs: 0,
    top_p: request['top_p'] ?? 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: request['metadata'] ?? {},
  };
}

/** A part of a message with all its text. */
export const textPart = (text: string): JsonObject => ({ type: 'output_text', text, annotations: [], logprobs: [] });

/** What a chat's answer says, as items of a response. */
export function messageItem(id: string, text: string, status: string): JsonObject {
  return { id, type: 'message', status, role: 'assistant', content: [textPart(text)] };
}

/** @param extra what Gemini wants back with the call */
export function callItem(id: string, call: { id: string; name: string; arguments: string; extra?: unknown }, status: string): JsonObject {
  const extra = call.extra === undefined ? {} : { extra_content: call.extra };
  return { id, type: 'function_call', status, arguments: call.arguments, call_id: call.id, name: call.name, ...extra };
}

/** The frame with its answer. @param reason the chat's reason to end */
export function finished(frame: JsonObject, output: readonly JsonObject[], reason: unknown, usage: unknown): JsonObject {
  const cause = reason === 'length' ? 'max_output_tokens' : reason === 'content_filter' ? 'content_filter' : undefined;
  return {
    ...frame,
    status: cause === undefined ? 'completed' : 'incomplete',
    incomplete_details: cause === undefined ? null : { reason: cause },
    output,
    usage: usageOf(usage),
  };
}

/** The response to a chat that was answered whole. */
export function responseOf(request: OpenAiRequest, completion: JsonObject): JsonObject {
  const { choices, usage } = completion;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = objectAt(choice, 'message');
  const reason = isObject(choice) ? choice['finish_reason'] : undefined;
  const status = reason === 'length' || reason === 'content_filter' ? 'incomplete' : 'completed';
  const text = textAt(message, 'content');
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'] : [];
  const output = [
    ...(text === undefined ? [] : [messageItem(newId('msg'), text, status)]),
    ...calls.map((call: unknown) => {
      const made = objectAt(call, 'function');
      return callItem(newId('fc'), { id: textAt(call, 'id') ?? newId('call'), name: textAt(made, 'name') ?? '', arguments: textAt(made, 'arguments') ?? '{}', extra: isObject(call) ? call['extra_content'] : undefined }, 'completed');
    }),
  ];
  return finished(responseFrame(request), output, reason, usage);
}

function usageOf(usage: unknown): JsonObject | null {
  if (!isObject(usage)) return null;
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const { audio_tokens: _chatOnly, cached_tokens: cached, ...cacheWrites } = objectAt(usage, 'prompt_tokens_details');
  return {
    input_tokens: count(usage['prompt_tokens']),
    input_tokens_details: { cached_tokens: count(cached), ...cacheWrites },
    output_tokens: count(usage['completion_tokens']),
    output_tokens_details: { reasoning_tokens: count(objectAt(usage, 'completion_tokens_details')['reasoning_tokens']) },
    total_tokens: count(usage['total_tokens']),
  };
}

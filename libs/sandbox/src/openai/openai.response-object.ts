import { idOf, unixSeconds } from '../server/send.js';
import { isObject, type JsonObject } from '../server/request-body.js';
import type { Reply } from '../text/reply.js';
import { logprobsOf } from './openai.logprobs.js';

/** A response of the Responses API, or one of its items. */
export type ResponseItem = Record<string, unknown>;

/** A response as it is before the model has said anything. */
export function frameOf(request: JsonObject, status: 'in_progress' | 'queued' = 'in_progress'): ResponseItem {
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : {};
  return {
    id: idOf('resp_'),
    object: 'response',
    created_at: unixSeconds(),
    status,
    background: request['background'] === true,
    conversation: conversationOf(request),
    error: null,
    incomplete_details: null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: request['max_tool_calls'] ?? null,
    model: request['model'],
    output: [],
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: request['previous_response_id'] ?? null,
    reasoning: { effort: reasoning['effort'] ?? null, summary: reasoning['summary'] ?? null },
    service_tier: 'default',
    store: request['store'] ?? true,
    temperature: request['temperature'] ?? 1,
    text: request['text'] ?? { format: { type: 'text' } },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: request['tools'] ?? [],
    top_p: request['top_p'] ?? 1,
    truncation: request['truncation'] ?? 'disabled',
    usage: null,
    user: request['user'] ?? null,
    metadata: request['metadata'] ?? {},
  };
}

/** The id of the conversation that a request belongs to, in the form in which a response names it. */
export function conversationOf(request: JsonObject): { id: string } | null {
  const { conversation } = request;
  if (typeof conversation === 'string') return { id: conversation };
  return isObject(conversation) && typeof conversation['id'] === 'string' ? { id: conversation['id'] } : null;
}

/** What the model says, as output items: reasoning where the request asks for it, then calls or a message. */
export function itemsOf(reply: Reply, request: JsonObject): ResponseItem[] {
  const include = Array.isArray(request['include']) ? (request['include'] as unknown[]) : [];
  const thought = reasoningOf(request, include);
  if (reply.calls.length > 0) {
    const calls = reply.calls.map((call) => ({
      id: idOf('fc_'),
      type: 'function_call',
      status: 'completed',
      call_id: idOf('call_'),
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }));
    return [...thought, ...calls];
  }
  const logprobs = include.includes('message.output_text.logprobs')
    ? logprobsOf(reply.text, Number(request['top_logprobs'] ?? 0))
    : [];
  const content = [{ type: 'output_text', text: reply.text, annotations: [], logprobs }];
  return [...thought, { id: idOf('msg_'), type: 'message', status: 'completed', role: 'assistant', content }];
}

/** A response whose model has said everything. */
export function finished(frame: ResponseItem, reply: Reply, output: ResponseItem[]): ResponseItem {
  const cut = reply.finish === 'length';
  const reasoning_tokens = output.some((item) => item['type'] === 'reasoning') ? 64 : 0;
  const output_tokens = reply.outputTokens + reasoning_tokens;
  return {
    ...frame,
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output,
    usage: {
      input_tokens: reply.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens,
      output_tokens_details: { reasoning_tokens },
      total_tokens: reply.inputTokens + output_tokens,
    },
  };
}

function reasoningOf(request: JsonObject, include: readonly unknown[]): ResponseItem[] {
  const reasoning = isObject(request['reasoning']) ? request['reasoning'] : undefined;
  const encrypted = include.includes('reasoning.encrypted_content');
  if ((reasoning === undefined || reasoning['effort'] === 'none') && !encrypted) return [];
  const summary = reasoning?.['summary'] ? [{ type: 'summary_text', text: '**Thinking**\n\nIn the sandbox.' }] : [];
  const id = idOf('rs_');
  const content = encrypted ? { encrypted_content: Buffer.from(`sandbox:${id}`).toString('base64') } : {};
  return [{ id, type: 'reasoning', summary, ...content }];
}

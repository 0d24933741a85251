import { beginEvents, idOf, sendJson, unixSeconds } from '../server/send.js';
import type { JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf } from '../text/tokens.js';
import { askOfResponses } from './openai.ask.js';

type Item = Record<string, unknown>;

/** POST /v1/responses, plain or as typed events. */
export async function createResponse(exchange: Exchange, request: JsonObject): Promise<void> {
  const { response, pace, standing } = exchange;
  const reply = replyTo(askOfResponses(request));
  const output = itemsOf(reply);
  const frame = frameOf(request);
  const headers = { 'x-request-id': idOf('req_') };
  if (request['stream'] !== true) return sendJson(response, 200, finished(frame, reply, output), headers);
  beginEvents(response, headers);
  const events = [...numbered(eventsOf(frame, reply, output))];
  if (standing === 'midstream') {
    const failure = {
      type: 'error',
      code: 'server_error',
      message: 'The server had an error while processing your request.',
      param: null,
    };
    if (await pace.write(response, [...events.slice(0, 6), ...numbered([failure], 6)])) response.end();
    return;
  }
  if (await pace.write(response, events)) response.end();
}

function frameOf(request: JsonObject): Item {
  return {
    id: idOf('resp_'),
    object: 'response',
    created_at: unixSeconds(),
    status: 'in_progress',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: null,
    model: request['model'],
    output: [],
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: request['store'] ?? true,
    temperature: request['temperature'] ?? 1,
    text: request['text'] ?? { format: { type: 'text' } },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: request['tools'] ?? [],
    top_p: request['top_p'] ?? 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: request['metadata'] ?? {},
  };
}

function itemsOf(reply: Reply): Item[] {
  if (reply.calls.length > 0) {
    return reply.calls.map((call) => ({
      id: idOf('fc_'),
      type: 'function_call',
      status: 'completed',
      call_id: idOf('call_'),
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }));
  }
  const content = [{ type: 'output_text', text: reply.text, annotations: [], logprobs: [] }];
  return [{ id: idOf('msg_'), type: 'message', status: 'completed', role: 'assistant', content }];
}

function finished(frame: Item, reply: Reply, output: Item[]): Item {
  const cut = reply.finish === 'length';
  return {
    ...frame,
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output,
    usage: {
      input_tokens: reply.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: reply.outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: reply.inputTokens + reply.outputTokens,
    },
  };
}

function* eventsOf(frame: Item, reply: Reply, output: Item[]): Generator<Item> {
  yield { type: 'response.created', response: frame };
  yield { type: 'response.in_progress', response: frame };
  for (const [output_index, item] of output.entries()) {
    yield* item['type'] === 'message' ? messageEvents(item, output_index, reply.text) : callEvents(item, output_index);
    yield { type: 'response.output_item.done', output_index, item };
  }
  const whole = finished(frame, reply, output);
  yield { type: whole['status'] === 'completed' ? 'response.completed' : 'response.incomplete', response: whole };
}

function* messageEvents(item: Item, output_index: number, text: string): Generator<Item> {
  const at = { item_id: item['id'], output_index, content_index: 0 };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } };
  yield { type: 'response.content_part.added', ...at, part };
  for (const delta of piecesOf(text)) yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] };
  yield { type: 'response.output_text.done', ...at, text, logprobs: [] };
  yield { type: 'response.content_part.done', ...at, part: { ...part, text } };
}

function* callEvents(item: Item, output_index: number): Generator<Item> {
  const at = { item_id: item['id'], output_index };
  const written = String(item['arguments']);
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } };
  for (const delta of written.match(/.{1,12}/gsu) ?? [])
    yield { type: 'response.function_call_arguments.delta', ...at, delta };
  yield { type: 'response.function_call_arguments.done', ...at, name: item['name'], arguments: written };
}

function* numbered(events: Iterable<Item>, from = 0): Generator<string> {
  let sequence_number = from;
  for (const event of events) {
    yield `event: ${String(event['type'])}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`;
    sequence_number += 1;
  }
}

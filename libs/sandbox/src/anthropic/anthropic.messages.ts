import { cutOff } from '../server/cut.js';
import { isObject, type JsonObject } from '../server/request-body.js';
import { beginEvents, idOf, sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf, tokensOf } from '../text/tokens.js';
import { askOf } from './anthropic.ask.js';
import { STREAM_ERROR } from './anthropic.errors.js';

type Block = Record<string, unknown>;

/** POST /v1/messages, plain or as events. */
export async function createMessage(exchange: Exchange, request: JsonObject): Promise<void> {
  const { response, pace, standing } = exchange;
  const reply = replyTo(askOf(request));
  const message = messageOf(String(request['model']), reply);
  const headers = { 'request-id': idOf('req_') };
  if (request['stream'] !== true) {
    if (standing !== 'midstream') return sendJson(response, 200, message, headers);
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.write(JSON.stringify(message).slice(0, 40));
    return cutOff(response);
  }
  beginEvents(response, headers);
  const events = eventsOf(message, reply);
  const shown = standing === 'midstream' ? [...events].slice(0, 8).concat(event(STREAM_ERROR)) : events;
  if (await pace.write(response, shown)) response.end();
}

/** POST /v1/messages/count_tokens. */
export function countTokens({ response }: Exchange, request: JsonObject): void {
  const ask = askOf(request);
  const tools = isObject(request['tools']) || Array.isArray(request['tools']) ? JSON.stringify(request['tools']) : '';
  sendJson(response, 200, { input_tokens: tokensOf(ask.everything) + tokensOf(tools) + 8 });
}

function messageOf(model: string, reply: Reply): Block {
  const content: Block[] =
    reply.calls.length > 0
      ? reply.calls.map((call) => ({ type: 'tool_use', id: idOf('toolu_'), name: call.name, input: call.arguments }))
      : [{ type: 'text', text: reply.text }];
  return {
    id: idOf('msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content,
    stop_reason: { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use' }[reply.finish],
    stop_sequence: null,
    usage: usageOf(reply.inputTokens, reply.outputTokens),
  };
}

function* eventsOf(message: Block, reply: Reply): Generator<string> {
  const blocks = message['content'] as Block[];
  const start = { ...message, content: [], stop_reason: null, usage: usageOf(reply.inputTokens, 1) };
  yield event({ type: 'message_start', message: start });
  for (const [index, block] of blocks.entries()) {
    const tool = block['type'] === 'tool_use';
    const opening = tool ? { ...block, input: {} } : { ...block, text: '' };
    yield event({ type: 'content_block_start', index, content_block: opening });
    if (index === 0) yield event({ type: 'ping' });
    const pieces = tool ? (JSON.stringify(block['input']).match(/.{1,12}/gsu) ?? []) : piecesOf(String(block['text']));
    for (const piece of pieces) {
      const delta = tool ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece };
      yield event({ type: 'content_block_delta', index, delta });
    }
    yield event({ type: 'content_block_stop', index });
  }
  const delta = { stop_reason: message['stop_reason'], stop_sequence: null };
  yield event({ type: 'message_delta', delta, usage: { output_tokens: reply.outputTokens } });
  yield event({ type: 'message_stop' });
}

function usageOf(input_tokens: number, output_tokens: number): Block {
  return {
    input_tokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens,
    service_tier: 'standard',
  };
}

function event(data: Block): string {
  return `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`;
}

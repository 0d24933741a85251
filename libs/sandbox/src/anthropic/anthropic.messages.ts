import { cutOff } from '../server/cut.js';
import { isObject, type JsonObject } from '../server/request-body.js';
import { beginEvents, idOf, sendJson } from '../server/send.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf, tokensOf } from '../text/tokens.js';
import { askOf } from './anthropic.ask.js';
import { sendError, STREAM_ERROR } from './anthropic.errors.js';
import { missingFileOf } from './anthropic.files.js';
import { problemOf } from './anthropic.request-rules.js';
import { thinkingOf } from './anthropic.thinking.js';
import type { AnthropicCall, AnthropicRoute } from './anthropic.routes.js';

type Block = Record<string, unknown>;

/** Messages, plain or as events, and their token count. */
export const MESSAGE_ROUTES: readonly AnthropicRoute[] = [
  { method: 'POST', path: /^\/v1\/messages$/, json: true, works: true, handle: createMessage },
  { method: 'POST', path: /^\/v1\/messages\/count_tokens$/, json: true, works: true, handle: countTokens },
];

/** The whole message that a request is answered with. */
export function messageFor(request: JsonObject): Record<string, unknown> {
  return messageOf(request, replyTo(askOf(request)));
}

async function createMessage({ exchange, request }: AnthropicCall): Promise<void> {
  const { response, pace, standing } = exchange;
  const problem =
    problemOf(exchange, request, ['model', 'max_tokens', 'messages']) ?? missingFileOf(exchange, request);
  if (problem !== undefined) return sendError(response, problem);
  const reply = replyTo(askOf(request));
  const message = messageOf(request, reply);
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

function countTokens({ exchange, request }: AnthropicCall): void {
  const { response } = exchange;
  const problem = problemOf(exchange, request, ['model', 'messages']);
  if (problem !== undefined) return sendError(response, problem);
  const ask = askOf(request);
  const tools = isObject(request['tools']) || Array.isArray(request['tools']) ? JSON.stringify(request['tools']) : '';
  sendJson(response, 200, { input_tokens: tokensOf(ask.everything) + tokensOf(tools) + 8 });
}

function messageOf(request: JsonObject, reply: Reply): Block {
  const said: Block[] =
    reply.calls.length > 0
      ? reply.calls.map((call) => ({ type: 'tool_use', id: idOf('toolu_'), name: call.name, input: call.arguments }))
      : [{ type: 'text', text: reply.text }];
  return {
    id: idOf('msg_'),
    type: 'message',
    role: 'assistant',
    model: String(request['model']),
    content: [...thinkingOf(request, askOf(request).prompt), ...said],
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
    yield event({ type: 'content_block_start', index, content_block: openingOf(block) });
    if (index === 0) yield event({ type: 'ping' });
    for (const delta of deltasOf(block)) yield event({ type: 'content_block_delta', index, delta });
    yield event({ type: 'content_block_stop', index });
  }
  const delta = { stop_reason: message['stop_reason'], stop_sequence: null };
  yield event({ type: 'message_delta', delta, usage: { output_tokens: reply.outputTokens } });
  yield event({ type: 'message_stop' });
}

function openingOf(block: Block): Block {
  if (block['type'] === 'tool_use') return { ...block, input: {} };
  return block['type'] === 'thinking' ? { ...block, thinking: '', signature: '' } : { ...block, text: '' };
}

function deltasOf(block: Block): Block[] {
  if (block['type'] === 'tool_use') {
    const pieces = JSON.stringify(block['input']).match(/.{1,12}/gsu) ?? [];
    return pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  }
  if (block['type'] === 'thinking') {
    const thoughts = piecesOf(String(block['thinking'])).map((thinking) => ({ type: 'thinking_delta', thinking }));
    return [...thoughts, { type: 'signature_delta', signature: block['signature'] }];
  }
  return piecesOf(String(block['text'])).map((text) => ({ type: 'text_delta', text }));
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

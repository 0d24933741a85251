import { cutOff } from '../server/cut.js';
import { beginEvents, idOf, sendJson, unixSeconds } from '../server/send.js';
import { isObject, type JsonObject } from '../server/request-body.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf } from '../text/tokens.js';
import { askOfChat } from './openai.ask.js';
import { chatProblem } from './openai.chat-rules.js';
import { sendError, STREAM_ERROR } from './openai.errors.js';
import { logprobsOf } from './openai.logprobs.js';
import type { OpenAiCall } from './openai.routes.js';

interface Head {
  id: string;
  created: number;
  model: string;
  /** How many alternatives each token is shown with; undefined without logprobs. */
  logprobs?: number;
}

/** POST /v1/chat/completions, plain or streamed. */
export async function chatCompletion({ exchange, request, rules }: OpenAiCall): Promise<void> {
  const { response, pace, standing } = exchange;
  const problem = chatProblem(request, rules);
  if (problem !== undefined) return sendError(response, problem);
  const reply = replyTo(askOfChat(request));
  const head = headOf(request);
  const headers = { 'x-request-id': idOf('req_'), 'openai-processing-ms': '12' };
  if (request['stream'] !== true) {
    const body = completion(head, reply, Number(request['n'] ?? 1));
    if (standing !== 'midstream') return sendJson(response, 200, body, headers);
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.write(JSON.stringify(body).slice(0, 40));
    return cutOff(response);
  }
  beginEvents(response, headers);
  const options = isObject(request['stream_options']) ? request['stream_options'] : {};
  const events = chunks(head, reply, options['include_usage'] === true);
  if (standing === 'midstream') {
    const whole = await pace.write(response, [...events].slice(0, 6).concat(event(STREAM_ERROR)));
    if (whole) response.end();
    return;
  }
  if (await pace.write(response, events)) response.end('data: [DONE]\n\n');
}

/** The whole completion that a request is answered with. */
export function completionFor(request: JsonObject): unknown {
  return completion(headOf(request), replyTo(askOfChat(request)), Number(request['n'] ?? 1));
}

function headOf(request: JsonObject): Head {
  return {
    id: idOf('chatcmpl-'),
    created: unixSeconds(),
    model: String(request['model']),
    ...(request['logprobs'] === true ? { logprobs: Number(request['top_logprobs'] ?? 0) } : {}),
  };
}

function completion(head: Head, reply: Reply, count: number): unknown {
  const calls = reply.calls.map((call) => ({
    id: idOf('call_'),
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const message = {
    role: 'assistant',
    content: calls.length > 0 ? null : reply.text,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
    refusal: null,
    annotations: [],
  };
  const choices = Array.from({ length: count }, (_unused, index) => ({
    index,
    message,
    logprobs: head.logprobs === undefined ? null : { content: logprobsOf(reply.text, head.logprobs), refusal: null },
    finish_reason: finishOf(reply),
  }));
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices,
    usage: usageOf(reply),
    service_tier: 'default',
    system_fingerprint: null,
  };
}

function* chunks(head: Head, reply: Reply, includeUsage: boolean): Generator<string> {
  const usage = includeUsage ? { usage: null } : {};
  const chunk = (delta: unknown, finish: string | null = null, logprobs: unknown = null): string =>
    event({
      id: head.id,
      object: 'chat.completion.chunk',
      created: head.created,
      model: head.model,
      service_tier: 'default',
      system_fingerprint: null,
      choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
      ...usage,
    });
  yield chunk({ role: 'assistant', content: reply.calls.length > 0 ? null : '', refusal: null });
  for (const piece of piecesOf(reply.text)) {
    const logprobs = head.logprobs === undefined ? null : { content: logprobsOf(piece, head.logprobs), refusal: null };
    yield chunk({ content: piece }, null, logprobs);
  }
  for (const [index, call] of reply.calls.entries()) {
    const start = { index, id: idOf('call_'), type: 'function', function: { name: call.name, arguments: '' } };
    yield chunk({ tool_calls: [start] });
    for (const piece of JSON.stringify(call.arguments).match(/.{1,12}/gsu) ?? []) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, finishOf(reply));
  if (!includeUsage) return;
  const { id, created, model } = head;
  yield event({ id, object: 'chat.completion.chunk', created, model, choices: [], usage: usageOf(reply) });
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function finishOf(reply: Reply): string {
  return reply.finish === 'tools' ? 'tool_calls' : reply.finish;
}

function usageOf(reply: Reply): unknown {
  return {
    prompt_tokens: reply.inputTokens,
    completion_tokens: reply.outputTokens,
    total_tokens: reply.inputTokens + reply.outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

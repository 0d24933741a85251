import { cutOff } from '../server/cut.js';
import { isObject, objectsIn, type JsonObject } from '../server/request-body.js';
import { beginEvents, idOf, sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf, tokensOf } from '../text/tokens.js';
import { askOf, fileUriOf } from './gemini.ask.js';
import { sendError, type GeminiError } from './gemini.errors.js';
import { bytesAt, unknownFile } from './gemini.files.js';
import { cachedOf } from './gemini.caches.js';

type Part = Record<string, unknown>;

/** POST models/…:generateContent. */
export function generateContent(exchange: Exchange, request: JsonObject, model: string): void {
  const { response, standing } = exchange;
  const reply = replyFor(exchange, request, model);
  if ('code' in reply) return sendError(response, reply);
  const body = answerOf(model, idOf(''), [...thoughtsOf(request), ...partsOf(reply)], reply, true, logprobsOf(request, reply));
  if (standing !== 'midstream')
    return sendJson(response, 200, body, { 'content-type': 'application/json; charset=UTF-8' });
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
  response.write(JSON.stringify(body).slice(0, 40));
  cutOff(response);
}

/** The whole answer to a request that refers to nothing stored. */
export function answerFor(request: JsonObject, model: string): Record<string, unknown> {
  const reply = replyTo(askOf(request));
  return answerOf(model, idOf(''), partsOf(reply), reply, true);
}

/** What the model says, with the stored file and the cached content that the request refers to. */
function replyFor(exchange: Exchange, request: JsonObject, model: string): Reply | GeminiError {
  const uri = fileUriOf(request);
  const stored = uri === undefined ? undefined : bytesAt(exchange, uri);
  if (uri !== undefined && stored === undefined) return unknownFile();
  const cached = cachedOf(exchange, request, model);
  if (!Array.isArray(cached)) return cached;
  return replyTo(askOf({ ...request, contents: [...cached, ...objectsIn(request['contents'])] }, stored));
}

/** Google takes its system parameters under both names. */
export function asksForEvents(query: URLSearchParams): boolean {
  return (query.get('alt') ?? query.get('$alt')) === 'sse';
}

/** POST models/…:streamGenerateContent: server-sent events with `alt=sse`, else one JSON array. */
export async function streamGenerateContent(exchange: Exchange, request: JsonObject, model: string): Promise<void> {
  const { response, pace, query, standing } = exchange;
  const reply = replyFor(exchange, request, model);
  if ('code' in reply) return sendError(response, reply, !asksForEvents(query));
  const answers = [...streamOf(model, reply, request)].map((answer) => JSON.stringify(answer));
  const broken = standing === 'midstream';
  const shown = broken ? answers.slice(0, 5) : answers;
  const events = asksForEvents(query);
  if (events) beginEvents(response);
  else response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
  const pieces = events
    ? shown.map((answer) => `data: ${answer}\r\n\r\n`)
    : shown.map((answer, index) => `${index === 0 ? '[' : ',\r\n'}${answer}\n`);
  if (!(await pace.write(response, pieces))) return;
  // Google has no error event of its own here: a stream that fails is cut off.
  if (broken) cutOff(response);
  else response.end(events ? undefined : ']');
}

/** POST models/…:countTokens. */
export function countTokens({ response }: Exchange, request: JsonObject): void {
  const inner = (request['generateContentRequest'] as JsonObject | undefined) ?? request;
  const totalTokens = tokensOf(askOf(inner).everything) + 1;
  sendJson(response, 200, { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] });
}

function partsOf(reply: Reply): Part[] {
  if (reply.calls.length === 0) return [{ text: reply.text }];
  return reply.calls.map((call, index) => ({
    functionCall: { name: call.name, args: call.arguments, id: idOf('') },
    ...(index === 0 ? { thoughtSignature: Buffer.from(`sandbox:${call.name}`).toString('base64') } : {}),
  }));
}

/** Summaries of thoughts, where they are asked for. */
function thoughtsOf(request: JsonObject): Part[] {
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  const thinking = isObject(config['thinkingConfig']) ? config['thinkingConfig'] : {};
  return thinking['includeThoughts'] === true ? [{ text: '**Thinking**\n\nIn the sandbox.', thought: true }] : [];
}

function logprobsOf(request: JsonObject, reply: Reply): Part {
  const config = isObject(request['generationConfig']) ? request['generationConfig'] : {};
  if (config['responseLogprobs'] !== true) return {};
  const chosenCandidates = piecesOf(reply.text).map((token, tokenId) => ({ token, tokenId, logProbability: -0.1 }));
  const top = typeof config['logprobs'] === 'number' && config['logprobs'] > 0;
  const topCandidates = top ? chosenCandidates.map((candidate) => ({ candidates: [candidate] })) : [];
  return { avgLogprobs: -0.1, logprobsResult: { chosenCandidates, topCandidates } };
}

function* streamOf(model: string, reply: Reply, request: JsonObject): Generator<Part> {
  const responseId = idOf('');
  const said = reply.calls.length > 0 ? partsOf(reply) : piecesOf(reply.text).map((text) => ({ text }));
  const parts = [...thoughtsOf(request), ...said];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    yield answerOf(model, responseId, [part], reply, last, last ? logprobsOf(request, reply) : {});
  }
}

function answerOf(
  model: string,
  responseId: string,
  parts: Part[],
  reply: Reply,
  last: boolean,
  logprobs: Part = {},
): Part {
  const finish = last ? { finishReason: reply.finish === 'length' ? 'MAX_TOKENS' : 'STOP' } : {};
  const { inputTokens, outputTokens } = reply;
  return {
    candidates: [{ content: { parts, role: 'model' }, ...finish, ...logprobs, index: 0 }],
    usageMetadata: {
      promptTokenCount: inputTokens,
      ...(last ? { candidatesTokenCount: outputTokens } : {}),
      totalTokenCount: last ? inputTokens + outputTokens : inputTokens,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
    },
    modelVersion: model,
    responseId,
  };
}

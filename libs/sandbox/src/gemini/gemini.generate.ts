import { cutOff } from '../server/cut.js';
import type { JsonObject } from '../server/request-body.js';
import { beginEvents, idOf, sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { replyTo, type Reply } from '../text/reply.js';
import { piecesOf, tokensOf } from '../text/tokens.js';
import { askOf, fileUriOf } from './gemini.ask.js';
import { sendError } from './gemini.errors.js';
import { bytesAt, unknownFile } from './gemini.files.js';

type Part = Record<string, unknown>;

/** POST models/…:generateContent. */
export function generateContent(exchange: Exchange, request: JsonObject, model: string): void {
  const { response, standing } = exchange;
  const uri = fileUriOf(request);
  const stored = uri === undefined ? undefined : bytesAt(exchange, uri);
  if (uri !== undefined && stored === undefined) return sendError(response, unknownFile());
  const reply = replyTo(askOf(request, stored));
  const body = answerOf(model, idOf(''), partsOf(reply), reply, true);
  if (standing !== 'midstream')
    return sendJson(response, 200, body, { 'content-type': 'application/json; charset=UTF-8' });
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
  response.write(JSON.stringify(body).slice(0, 40));
  cutOff(response);
}

/** POST models/…:streamGenerateContent: server-sent events with `alt=sse`, else one JSON array. */
export async function streamGenerateContent(exchange: Exchange, request: JsonObject, model: string): Promise<void> {
  const { response, pace, query, standing } = exchange;
  const reply = replyTo(askOf(request));
  const answers = [...streamOf(model, reply)].map((answer) => JSON.stringify(answer));
  const broken = standing === 'midstream';
  const shown = broken ? answers.slice(0, 5) : answers;
  const events = query.get('alt') === 'sse';
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

function* streamOf(model: string, reply: Reply): Generator<Part> {
  const responseId = idOf('');
  const parts = reply.calls.length > 0 ? partsOf(reply) : piecesOf(reply.text).map((text) => ({ text }));
  for (const [index, part] of parts.entries())
    yield answerOf(model, responseId, [part], reply, index === parts.length - 1);
}

function answerOf(model: string, responseId: string, parts: Part[], reply: Reply, last: boolean): Part {
  const finish = last ? { finishReason: reply.finish === 'length' ? 'MAX_TOKENS' : 'STOP' } : {};
  const { inputTokens, outputTokens } = reply;
  return {
    candidates: [{ content: { parts, role: 'model' }, ...finish, index: 0 }],
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

import type { ServerResponse } from 'node:http';
import { cutOff } from './cut.js';
import { drained } from './drained.js';
import type { ScriptedAnswer } from './types.js';

/** Sends an answer that a test dictates, byte for byte. */
export async function play(response: ServerResponse, answer: ScriptedAnswer): Promise<void> {
  response.writeHead(answer.status, answer.reason, answer.headers ?? {});
  response.flushHeaders();
  for await (const piece of piecesOf(answer.body)) {
    if (response.destroyed) return;
    if (!response.write(piece)) await drained(response);
  }
  if (answer.cut === true) cutOff(response);
  else response.end();
}

function piecesOf(body: ScriptedAnswer['body']): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> {
  if (body === undefined) return [];
  return typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
}

import { ProviderError } from '../wire.js';

/** The Responses API's names by those of the chat, longest first. */
const NAMES: readonly (readonly [chat: string, response: string])[] = [
  ['max_completion_tokens', 'max_output_tokens'],
  ['response_format.json_schema', 'text.format'],
  ['response_format', 'text.format'],
  ['reasoning_effort', 'reasoning.effort'],
  ['messages.content.image_url', 'input.content'],
  ['messages.content.file', 'input.content'],
  ['messages.content', 'input.content'],
  ['messages', 'input'],
];
const MESSAGE = /^messages\[(\d+)\]/;
const TOOL = /^(tools(?:\[\d+\])?)\.function\b/;

/** What a field of the chat is called in the response that the client asked for. @param places of the chat's messages */
export function responseName(name: string, places: readonly string[] = []): string {
  const placed = name.replace(MESSAGE, (whole, index: string) => places[Number(index)] ?? whole).replace(TOOL, '$1');
  for (const [chat, response] of NAMES) {
    if (placed === chat || placed.startsWith(`${chat}.`)) return response + placed.slice(chat.length);
  }
  return placed;
}

/** A refusal of the chat in the words of the response. */
export function responseError(error: unknown, places: readonly string[]): unknown {
  if (!(error instanceof ProviderError) || error.wasSent || error.param === undefined) return error;
  const param = responseName(error.param, places);
  const message = error.message.startsWith(`${error.param}: `) ? param + error.message.slice(error.param.length) : error.message;
  return new ProviderError(error.code, message, undefined, error, { wasSent: false, param });
}

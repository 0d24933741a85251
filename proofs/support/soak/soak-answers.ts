import type { ByokProviderId } from '#contracts';

export const SOAK_PROVIDERS = ['anthropic', 'gemini'] as const satisfies readonly ByokProviderId[];
export type SoakProvider = (typeof SOAK_PROVIDERS)[number];

/** Stands in text and nowhere else, so that counting it in an answer shows how much of the text has come. */
export const LETTER = '~';

/** An answer as a provider sends it, and how much text is in it. */
export interface SoakAnswer {
  readonly contentType: string;
  readonly body: Buffer;
  readonly letters: number;
}

const PIECE = 2_000;

function anthropicWhole(text: string): string {
  return JSON.stringify({ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } });
}

function geminiWhole(text: string, finishReason?: string): string {
  return JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...(finishReason === undefined ? {} : { finishReason }) }], usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 } });
}

function openaiWhole(text: string): string {
  return JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-6-luna', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } });
}

function openaiChunk(delta: Record<string, unknown>, finishReason: string | null = null): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'gpt-6-luna', choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`;
}

const WHOLE: Readonly<Record<ByokProviderId, (text: string) => string>> = { openai: openaiWhole, anthropic: anthropicWhole, gemini: (text) => geminiWhole(text, 'STOP') };

const event = (data: Record<string, unknown>): string => `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`;
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } };

const STREAMS: Readonly<Record<ByokProviderId, { before: string; piece(text: string): string; after: string }>> = {
  openai: {
    before: openaiChunk({ role: 'assistant', content: '' }),
    piece: (text) => openaiChunk({ content: text }),
    after: `${openaiChunk({}, 'stop')}data: [DONE]\n\n`,
  },
  anthropic: {
    before: event({ type: 'message_start', message }) + event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    piece: (text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
    after:
      event({ type: 'content_block_stop', index: 0 }) +
      event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 1 } }) +
      event({ type: 'message_stop' }),
  },
  gemini: {
    before: '',
    piece: (text) => `data: ${geminiWhole(text)}\r\n\r\n`,
    after: `data: ${geminiWhole('', 'STOP')}\r\n\r\n`,
  },
};

/** Lengths of the pieces of text that fill an answer of `bytes` bytes in all, or one letter where the format alone is longer. */
function piecesOf(provider: ByokProviderId, isStream: boolean, bytes: number): number[] {
  if (!isStream) return [Math.max(1, bytes - WHOLE[provider]('').length)];
  const { before, piece, after } = STREAMS[provider];
  const frame = piece('').length;
  const lengths: number[] = [];
  for (let left = bytes - before.length - after.length; left > frame || lengths.length === 0; ) {
    const length = Math.max(1, Math.min(PIECE, left - frame));
    lengths.push(length);
    left -= frame + length;
  }
  return lengths;
}

/** How much text an answer has. */
export function lettersOf(provider: ByokProviderId, isStream: boolean, bytes: number): number {
  return piecesOf(provider, isStream, bytes).reduce((sum, length) => sum + length, 0);
}

/** Of `bytes` bytes in all, or as few as the format allows. */
export function soakAnswer(provider: ByokProviderId, isStream: boolean, bytes: number): SoakAnswer {
  const pieces = piecesOf(provider, isStream, bytes);
  const letters = lettersOf(provider, isStream, bytes);
  if (!isStream) return { contentType: 'application/json', body: Buffer.from(WHOLE[provider](LETTER.repeat(letters))), letters };
  const { before, piece, after } = STREAMS[provider];
  const body = [before, ...pieces.map((length) => piece(LETTER.repeat(length))), after].join('');
  return { contentType: 'text/event-stream', body: Buffer.from(body), letters };
}

/** How many letters are in these bytes. */
export function lettersIn(bytes: Uint8Array): number {
  const code = LETTER.charCodeAt(0);
  let count = 0;
  for (const byte of bytes) if (byte === code) count += 1;
  return count;
}

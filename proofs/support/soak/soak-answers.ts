export const SOAK_PROVIDERS = ['anthropic', 'gemini'] as const;
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

const event = (data: Record<string, unknown>): string => `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`;
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } };

const STREAMS: Readonly<Record<SoakProvider, { before: string; piece(text: string): string; after: string }>> = {
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

/** Of `bytes` bytes in all, or as few as the format allows. */
function whole(provider: SoakProvider, bytes: number): SoakAnswer {
  const write = (text: string) => (provider === 'anthropic' ? anthropicWhole(text) : geminiWhole(text, 'STOP'));
  const letters = Math.max(1, bytes - write('').length);
  return { contentType: 'application/json', body: Buffer.from(write(LETTER.repeat(letters))), letters };
}

function streamed(provider: SoakProvider, bytes: number): SoakAnswer {
  const { before, piece, after } = STREAMS[provider];
  const frame = piece('').length;
  const body: string[] = [before];
  let letters = 0;
  for (let left = bytes - before.length - after.length; left > frame || letters === 0; ) {
    const length = Math.max(1, Math.min(PIECE, left - frame));
    body.push(piece(LETTER.repeat(length)));
    letters += length;
    left -= frame + length;
  }
  return { contentType: 'text/event-stream', body: Buffer.from(body.join('') + after), letters };
}

export function soakAnswer(provider: SoakProvider, isStream: boolean, bytes: number): SoakAnswer {
  return (isStream ? streamed : whole)(provider, bytes);
}

/** How many letters are in these bytes. */
export function lettersIn(bytes: Uint8Array): number {
  const code = LETTER.charCodeAt(0);
  let count = 0;
  for (const byte of bytes) if (byte === code) count += 1;
  return count;
}

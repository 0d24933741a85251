/** Formats of streams that say themselves when they are whole. */
export type EndingFormat = 'chat' | 'responses' | 'messages' | 'gemini' | 'interactions' | 'transcript' | 'speech';

/** What is searched again with the next piece: longer than any end mark. */
const OVERLAP = 48;

/**
 * How each format says that nothing more comes, errors included. Quotes inside a model's words are escaped, so that
 * those can't look like a mark. Chat completions are taken as whole with `finish_reason` alone: compatible servers
 * leave `[DONE]` out.
 * A streamed transcript of OpenAI ends with `transcript.text.done`, streamed speech with `speech.audio.done`.
 * Sources: https://platform.openai.com/docs/api-reference/chat-streaming, https://platform.openai.com/docs/api-reference/responses-streaming,
 * https://docs.claude.com/en/docs/build-with-claude/streaming, https://ai.google.dev/api/generate-content#FinishReason,
 * https://ai.google.dev/api/interactions-api
 */
const MARKS: Readonly<Record<EndingFormat, RegExp>> = {
  chat: /data: ?\[DONE\]|"finish_reason":\s{0,4}"|"error":\s{0,4}["{]|event: ?error/,
  responses: /"response\.(?:completed|incomplete|failed|cancelled)"|data: ?\[DONE\]|"type":\s{0,4}"error"|"error":\s{0,4}["{]|event: ?error/,
  transcript: /"transcript\.text\.done"|data: ?\[DONE\]|"finish_reason":\s{0,4}"|"type":\s{0,4}"error"|"error":\s{0,4}["{]|event: ?error/,
  speech: /"speech\.audio\.done"|"type":\s{0,4}"error"|"error":\s{0,4}["{]|event: ?error/,
  interactions: /"interaction\.completed"|data: ?\[DONE\]|"event_type":\s{0,4}"error"|"error":\s{0,4}["{]|event: ?error/,
  messages: /"message_stop"|"type":\s{0,4}"error"|event: ?error/,
  gemini: /"finish_?[rR]eason":|"block_?[rR]eason":|"error":\s{0,4}["{]|event: ?error/,
};

/** Watches an answer that passes by for its end. */
export interface EndWatch {
  take(chunk: Buffer): void;
  /** What came so far is all, well or not. */
  readonly isWhole: boolean;
}

/** Sees in a JSON array, written element by element, whether it was closed. */
export class ArrayEnd implements EndWatch {
  #first = '';
  #last = '';

  take(chunk: Buffer): void {
    const text = chunk.toString('latin1').trim();
    if (text === '') return;
    if (this.#first === '') this.#first = text.charAt(0);
    this.#last = text.charAt(text.length - 1);
  }

  /** What is no array at all is not judged. */
  get isWhole(): boolean {
    return this.#first !== '[' || this.#last === ']';
  }
}

/** Watches a stream that passes by for the word of its format that it is whole. */
export class StreamEnd implements EndWatch {
  #isWhole = false;
  #carried = '';

  constructor(private readonly format: EndingFormat) {}

  take(chunk: Buffer): void {
    if (this.#isWhole) return;
    const text = this.#carried + chunk.toString('latin1');
    this.#isWhole = MARKS[this.format].test(text);
    this.#carried = text.slice(-OVERLAP);
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }
}

import { estimateInputTokens } from '#nestjs-byok';
import { ProviderError } from '#providers';
import type { CallResult } from '../../jobs/index.js';
import { totalsOf, type MeasuredUsage } from '../../usage/index.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reasons with which an answer ends by itself. */
const NATURAL: ReadonlySet<string> = new Set(['stop', 'tool_calls', 'function_call', 'end_turn', 'eos']);

/** Collects the text of one chat completion, of whatever in its chunks it knows; all else is passed over. */
export class ChatCollector {
  /** Something that came was part of a chat. */
  recognised = false;
  #text = '';
  #refusal = '';
  #finish: string | undefined;
  #usage: MeasuredUsage | undefined;

  /** @param chunk a chunk of a stream, or a whole completion */
  add(chunk: unknown): void {
    if (!isFields(chunk)) return;
    const { choices, usage } = chunk;
    if (Array.isArray(choices)) {
      this.recognised = true;
      const choice = choices.filter(isFields).find(({ index }) => index === undefined || index === 0);
      if (choice !== undefined) this.#choose(choice);
    }
    if (isFields(usage)) this.#count(usage);
  }

  get hasText(): boolean {
    return this.#text !== '';
  }

  /** The answer is known to be whole, whether or not it said why it stops. */
  end(): void {
    this.#finish ??= 'stop';
  }

  /** The provider said that nothing more comes. */
  get isWhole(): boolean {
    return this.#finish !== undefined;
  }

  /** @throws ProviderError when the answer is no text to go on with */
  whole(): CallResult<string> {
    if (this.#refusal !== '' || this.#finish === 'content_filter') {
      throw paidFor('content_blocked', 'The provider declined to answer because of its content policy. Change the text, or choose another model.');
    }
    if (this.#finish === 'length') throw paidFor('request_invalid', "The answer was longer than the model's limit. Choose a model that may write more, or a shorter text.");
    if (this.#text === '' && !NATURAL.has(this.#finish ?? '')) {
      const message = `The provider ended its answer with no text, reason ${this.#finish}. Its tokens are paid for; choose another model.`;
      throw new ProviderError('provider_unavailable', message, undefined, undefined, { repeatable: false, fallsBack: false });
    }
    return { value: this.#text, usage: this.#usage ?? { tokensOut: estimateInputTokens(this.#text), estimated: true } };
  }

  #choose({ delta, message, finish_reason: finish }: Fields): void {
    const said = isFields(delta) ? delta : isFields(message) ? message : {};
    this.#text += textOf(said['content']);
    if (typeof said['refusal'] === 'string') this.#refusal += said['refusal'];
    if (typeof finish === 'string' && finish !== '') this.#finish = finish;
  }

  #count(usage: Fields): void {
    const { audioSeconds: _none, ...totals } = totalsOf(usage);
    const { tokensIn, tokensOut } = totals;
    if (tokensIn !== undefined && tokensOut !== undefined) this.#usage = { ...totals, estimated: false };
  }
}

/** Some servers write the content as a list of parts, of which text is one kind. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isFields(part) && part['type'] === 'text' && typeof part['text'] === 'string' ? part['text'] : '')).join('');
}

/** The answer came, and its tokens are charged: the same key is not asked again. */
function paidFor(code: ProviderError['code'], message: string): ProviderError {
  return new ProviderError(code, message, undefined, undefined, { repeatable: false });
}

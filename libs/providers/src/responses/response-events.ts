import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';
import type { OpenAiRequest } from '../provider-strategy.js';
import { callItem, finished, messageItem, newId, responseFrame, textPart } from './response-object.js';

interface TextItem {
  readonly kind: 'text';
  readonly id: string;
  readonly index: number;
  text: string;
}

interface CallItem {
  readonly kind: 'call';
  readonly id: string;
  readonly index: number;
  readonly call: { id: string; name: string; arguments: string; extra?: unknown };
}

/** Turns the chunks of a chat into the events of a response; one instance for one answer. */
export class ResponseEvents {
  readonly #frame: JsonObject;
  readonly #items: (TextItem | CallItem)[] = [];
  readonly #calls = new Map<unknown, CallItem>();
  #text: TextItem | undefined;
  #reason: unknown;
  #usage: unknown;
  #sequence = 0;

  constructor(request: OpenAiRequest) {
    this.#frame = responseFrame(request);
  }

  begin(): JsonObject[] {
    return [this.#event('response.created', { response: this.#frame }), this.#event('response.in_progress', { response: this.#frame })];
  }

  /** The events of one chunk. */
  write(chunk: JsonObject): JsonObject[] {
    if (isObject(chunk['usage'])) this.#usage = chunk['usage'];
    const { choices } = chunk;
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    if (!isObject(choice)) return [];
    this.#reason = choice['finish_reason'] ?? this.#reason;
    const delta = objectAt(choice, 'delta');
    const text = textAt(delta, 'content');
    const calls = Array.isArray(delta['tool_calls']) ? delta['tool_calls'].filter(isObject) : [];
    return [...(text === undefined ? [] : this.#textDelta(text)), ...calls.flatMap((call) => this.#callDelta(call))];
  }

  /** What closes the answer. */
  end(): JsonObject[] {
    const isCut = this.#reason === 'length' || this.#reason === 'content_filter';
    const closing = this.#items.flatMap((item) => (item.kind === 'text' ? this.#textDone(item, isCut) : this.#callDone(item)));
    const response = finished(this.#frame, this.#items.map((item) => wholeItem(item, isCut)), this.#reason, this.#usage);
    return [...closing, this.#event(isCut ? 'response.incomplete' : 'response.completed', { response })];
  }

  #textDelta(delta: string): JsonObject[] {
    const opening = this.#text === undefined ? this.#openText() : [];
    const item = this.#text as unknown as TextItem;
    item.text += delta;
    return [...opening, this.#event('response.output_text.delta', { ...placeOf(item), content_index: 0, delta, logprobs: [] })];
  }

  #openText(): JsonObject[] {
    const item: TextItem = { kind: 'text', id: newId('msg'), index: this.#items.length, text: '' };
    this.#items.push(item);
    this.#text = item;
    return [
      this.#event('response.output_item.added', { output_index: item.index, item: { ...messageItem(item.id, '', 'in_progress'), content: [] } }),
      this.#event('response.content_part.added', { ...placeOf(item), content_index: 0, part: textPart('') }),
    ];
  }

  #callDelta(delta: JsonObject): JsonObject[] {
    const made = objectAt(delta, 'function');
    const written = textAt(made, 'arguments') ?? '';
    let item = this.#calls.get(delta['index']);
    const opening: JsonObject[] = [];
    if (item === undefined) {
      const call = { id: textAt(delta, 'id') ?? newId('call'), name: textAt(made, 'name') ?? '', arguments: '', extra: delta['extra_content'] };
      item = { kind: 'call', id: newId('fc'), index: this.#items.length, call };
      this.#calls.set(delta['index'], item);
      this.#items.push(item);
      // Text that follows a call is another message.
      this.#text = undefined;
      opening.push(this.#event('response.output_item.added', { output_index: item.index, item: callItem(item.id, call, 'in_progress') }));
    }
    if (written === '') return opening;
    item.call.arguments += written;
    return [...opening, this.#event('response.function_call_arguments.delta', { ...placeOf(item), delta: written })];
  }

  #textDone(item: TextItem, isCut: boolean): JsonObject[] {
    const { text } = item;
    return [
      this.#event('response.output_text.done', { ...placeOf(item), content_index: 0, text, logprobs: [] }),
      this.#event('response.content_part.done', { ...placeOf(item), content_index: 0, part: textPart(text) }),
      this.#event('response.output_item.done', { output_index: item.index, item: wholeItem(item, isCut) }),
    ];
  }

  #callDone(item: CallItem): JsonObject[] {
    return [
      this.#event('response.function_call_arguments.done', { ...placeOf(item), name: item.call.name, arguments: item.call.arguments }),
      this.#event('response.output_item.done', { output_index: item.index, item: wholeItem(item, false) }),
    ];
  }

  #event(type: string, fields: JsonObject): JsonObject {
    const event = { type, sequence_number: this.#sequence, ...fields };
    this.#sequence += 1;
    return event;
  }
}

const placeOf = ({ id, index }: TextItem | CallItem): JsonObject => ({ item_id: id, output_index: index });

function wholeItem(item: TextItem | CallItem, isCut: boolean): JsonObject {
  if (item.kind === 'text') return messageItem(item.id, item.text, isCut ? 'incomplete' : 'completed');
  return callItem(item.id, { ...item.call, arguments: item.call.arguments === '' ? '{}' : item.call.arguments }, 'completed');
}

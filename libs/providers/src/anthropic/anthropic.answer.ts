import type { AnswerReader, Ending, EndingKind } from '../chat/answer-reader.js';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';

const COUNTS = ['input_tokens', 'output_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'] as const;

/** Source: https://docs.claude.com/en/api/handling-stop-reasons */
const STOP_REASONS: ReadonlyMap<string | undefined, EndingKind> = new Map([
  ['end_turn', 'natural'],
  ['stop_sequence', 'natural'],
  ['tool_use', 'call'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'policy'],
  ['pause_turn', 'abnormal'],
  ['compaction', 'abnormal'],
]);

const STOP: JsonObject = { type: 'message_stop' };

/** What is known of a content block of a stream. */
interface Block {
  type: 'text' | 'thinking' | 'tool_use' | 'other';
  /** Input that came with the block's start; its deltas, when there are any, replace it. */
  input?: JsonObject | undefined;
}

/** Text, thinking and calls of the client's tools; server tools, citations and whatever is new are passed over. */
export class AnthropicAnswer implements AnswerReader {
  readonly eventNames: ReadonlySet<string> = new Set([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  recognised = false;
  ending: Ending | undefined;
  #isStopped = false;
  readonly #blocks = new Map<number, Block>();
  #usage: Record<string, unknown> = { input_tokens: 0, output_tokens: 0 };

  event(data: JsonObject): JsonObject[] {
    const { type } = data;
    if (typeof type === 'string' && this.eventNames.has(type)) this.recognised ||= type === 'message_start';
    switch (type) {
      case 'message_start':
        return this.#start(objectAt(data, 'message'));
      case 'content_block_start':
        return this.#block(data['index'], objectAt(data, 'content_block'));
      case 'content_block_delta':
        return this.#delta(data['index'], objectAt(data, 'delta'));
      case 'content_block_stop':
        return this.#blockEnd(data['index']);
      case 'message_delta':
        return this.#end(objectAt(data, 'delta'), objectAt(data, 'usage'));
      case 'message_stop':
        this.#isStopped = true;
        return [STOP];
      default:
        return [];
    }
  }

  /** The SDK gives the counts at this event alone; behind a reason to end nothing else would come. */
  rest(): JsonObject[] {
    return this.ending === undefined || this.#isStopped ? [] : [STOP];
  }

  whole(data: JsonObject): JsonObject | undefined {
    const { content } = data;
    if (!Array.isArray(content)) return undefined;
    this.recognised = true;
    this.#count(objectAt(data, 'usage'));
    this.#endedBy(data);
    return { type: 'message', ...namesOf(data), content: content.flatMap(wholeBlock), stop_reason: this.ending?.reason ?? null, usage: this.#usage };
  }

  #start(message: JsonObject): JsonObject[] {
    this.#count(objectAt(message, 'usage'));
    return [{ type: 'message_start', message: { ...namesOf(message), usage: this.#usage } }];
  }

  #block(index: unknown, block: JsonObject): JsonObject[] {
    if (typeof index !== 'number') return [];
    const type = blockType(block);
    const input = type === 'tool_use' && Object.keys(objectAt(block, 'input')).length > 0 ? objectAt(block, 'input') : undefined;
    this.#blocks.set(index, { type, input });
    const start = (content_block: JsonObject): JsonObject => ({ type: 'content_block_start', index, content_block });
    switch (type) {
      case 'text':
        return [start({ type, text: '' }), ...deltaOf(index, 'text_delta', 'text', textAt(block, 'text'))];
      case 'thinking':
        return [start({ type, thinking: '' }), ...deltaOf(index, 'thinking_delta', 'thinking', textAt(block, 'thinking'))];
      case 'tool_use':
        return [start({ type, id: block['id'], name: block['name'], input: {} })];
      default:
        return [];
    }
  }

  #delta(index: unknown, delta: JsonObject): JsonObject[] {
    const block = typeof index === 'number' ? this.#blocks.get(index) : undefined;
    if (typeof index !== 'number' || block === undefined) return [];
    switch (`${block.type} ${String(delta['type'])}`) {
      case 'text text_delta':
        return deltaOf(index, 'text_delta', 'text', textAt(delta, 'text'));
      case 'thinking thinking_delta':
        return deltaOf(index, 'thinking_delta', 'thinking', textAt(delta, 'thinking'));
      case 'tool_use input_json_delta': {
        const written = deltaOf(index, 'input_json_delta', 'partial_json', textAt(delta, 'partial_json'));
        if (written.length > 0) block.input = undefined;
        return written;
      }
      default:
        return [];
    }
  }

  #blockEnd(index: unknown): JsonObject[] {
    const block = typeof index === 'number' ? this.#blocks.get(index) : undefined;
    if (typeof index !== 'number' || block === undefined || block.type === 'other') return [];
    this.#blocks.delete(index);
    const input = block.input === undefined ? [] : deltaOf(index, 'input_json_delta', 'partial_json', JSON.stringify(block.input));
    return [...input, { type: 'content_block_stop', index }];
  }

  #end(delta: JsonObject, usage: JsonObject): JsonObject[] {
    this.#count(usage);
    this.#endedBy(delta);
    return [{ type: 'message_delta', delta: { stop_reason: this.ending?.reason ?? null }, usage: this.#usage }];
  }

  /** Counts are totals: later ones replace earlier ones. What stands beside them in parts is not looked at. */
  #count(usage: JsonObject): void {
    for (const name of COUNTS) if (typeof usage[name] === 'number') this.#usage[name] = usage[name];
    const hour = objectAt(usage, 'cache_creation')['ephemeral_1h_input_tokens'];
    if (typeof hour === 'number' && hour > 0) this.#usage['cache_creation'] = { ephemeral_1h_input_tokens: hour };
    const thinking = objectAt(usage, 'output_tokens_details')['thinking_tokens'];
    if (typeof thinking === 'number') this.#usage['output_tokens_details'] = { thinking_tokens: thinking };
  }

  #endedBy(source: JsonObject): void {
    const reason = textAt(source, 'stop_reason');
    const detail = textAt(objectAt(source, 'stop_details'), 'explanation');
    if (reason !== undefined || this.ending === undefined) {
      this.ending = { kind: STOP_REASONS.get(reason), reason, detail };
    }
  }
}

function blockType(block: JsonObject): Block['type'] {
  const { type } = block;
  if (type === 'text' || type === 'thinking') return type;
  return type === 'tool_use' && textAt(block, 'id') !== undefined && textAt(block, 'name') !== undefined ? type : 'other';
}

function namesOf(message: JsonObject): JsonObject {
  return { id: textAt(message, 'id') ?? null, model: textAt(message, 'model') ?? null };
}

function deltaOf(index: number, type: string, field: string, text: string | undefined): JsonObject[] {
  return text === undefined ? [] : [{ type: 'content_block_delta', index, delta: { type, [field]: text } }];
}

function wholeBlock(block: unknown): JsonObject[] {
  if (!isObject(block)) return [];
  const type = blockType(block);
  if (type === 'text' && typeof block['text'] === 'string') return [{ type, text: block['text'] }];
  if (type === 'tool_use') return [{ type, id: block['id'], name: block['name'], input: block['input'] ?? {} }];
  return [];
}

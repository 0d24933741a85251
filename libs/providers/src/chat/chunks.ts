import type { LanguageModelV4StreamPart, SharedV4ProviderMetadata } from '@ai-sdk/provider';
import { extraContent, type AnswerHead, type AnswerShape } from './completion.js';
import { FenceFilter } from './json-text.js';
import { finishReasonOf, usageOf } from './usage.js';

type Chunk = Record<string, unknown>;
type StreamPart<T extends LanguageModelV4StreamPart['type']> = Extract<LanguageModelV4StreamPart, { type: T }>;

/** Turns the AI SDK's stream parts into OpenAI `chat.completion.chunk` objects; one instance for one answer. */
export class ChunkWriter {
  private readonly calls = new Map<string, { index: number; written: boolean }>();
  private readonly fences: FenceFilter | undefined;
  private begun = false;

  constructor(
    private readonly head: AnswerHead,
    private readonly shape: AnswerShape,
    private readonly includeUsage: boolean,
  ) {
    this.fences = shape.unfence ? new FenceFilter() : undefined;
  }

  /** The chunks of one part: none for what OpenAI's format doesn't show. */
  write(part: LanguageModelV4StreamPart): Chunk[] {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        return this.opening();
      case 'text-delta':
        return this.text(this.fences === undefined ? part.delta : this.fences.push(part.delta));
      case 'tool-input-start':
        return part.providerExecuted === true ? [] : this.startCall(part.id, part.toolName, part.providerMetadata);
      case 'tool-input-delta':
        return this.callArguments(part.id, part.delta);
      case 'tool-call':
        return part.providerExecuted === true ? [] : this.finishCall(part);
      case 'finish':
        return this.finish(part);
      default:
        return [];
    }
  }

  private text(content: string): Chunk[] {
    return content === '' ? [] : [...this.opening(), this.delta({ content })];
  }

  private startCall(id: string, name: string, metadata: SharedV4ProviderMetadata | undefined): Chunk[] {
    if (this.calls.has(id) || (this.shape.singleToolCall && this.calls.size > 0)) return [];
    const index = this.calls.size;
    this.calls.set(id, { index, written: false });
    const call = { index, id, type: 'function', function: { name, arguments: '' }, ...extraContent(metadata) };
    return [...this.opening(), this.delta({ tool_calls: [call] })];
  }

  private callArguments(id: string, written: string): Chunk[] {
    const call = this.calls.get(id);
    if (call === undefined || written === '') return [];
    call.written = true;
    return [this.delta({ tool_calls: [{ index: call.index, function: { arguments: written } }] })];
  }

  /** Arguments that came whole, or not at all (then `{}`). */
  private finishCall(part: StreamPart<'tool-call'>): Chunk[] {
    const started = this.startCall(part.toolCallId, part.toolName, part.providerMetadata);
    const call = this.calls.get(part.toolCallId);
    return call === undefined || call.written
      ? started
      : [...started, ...this.callArguments(part.toolCallId, part.input)];
  }

  private finish(part: StreamPart<'finish'>): Chunk[] {
    const rest = this.text(this.fences?.end() ?? '');
    const reason = finishReasonOf(part.finishReason, this.calls.size > 0);
    const chunks = [
      ...rest,
      ...this.opening(),
      this.chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: reason }]),
    ];
    return this.includeUsage ? [...chunks, { ...this.chunk([]), usage: usageOf(part.usage) }] : chunks;
  }

  private opening(): Chunk[] {
    if (this.begun) return [];
    this.begun = true;
    return [this.delta({ role: 'assistant', content: '', refusal: null })];
  }

  private delta(delta: Record<string, unknown>): Chunk {
    return this.chunk([{ index: 0, delta, logprobs: null, finish_reason: null }]);
  }

  private chunk(choices: readonly unknown[]): Chunk {
    const { id, created, model } = this.head;
    return {
      id,
      object: 'chat.completion.chunk',
      created,
      model,
      choices,
      ...(this.includeUsage ? { usage: null } : {}),
    };
  }
}

import type { AnswerReader, Ending, EndingKind } from '../chat/answer-reader.js';
import { isObject, objectAt, textAt, type JsonObject } from '../failure/json.js';

const COUNTS = [
  'promptTokenCount',
  'candidatesTokenCount',
  'toolUsePromptTokenCount',
  'cachedContentTokenCount',
  'thoughtsTokenCount',
  'totalTokenCount',
] as const;

/** Source: https://ai.google.dev/api/generate-content#FinishReason */
const FINISH_REASONS: ReadonlyMap<string, EndingKind> = new Map([
  ['STOP', 'natural'],
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'length'],
  ['SAFETY', 'policy'],
  ['RECITATION', 'policy'],
  ['BLOCKLIST', 'policy'],
  ['PROHIBITED_CONTENT', 'policy'],
  ['SPII', 'policy'],
  ['IMAGE_SAFETY', 'policy'],
  ['IMAGE_PROHIBITED_CONTENT', 'policy'],
  ['IMAGE_RECITATION', 'policy'],
  ['FINISH_REASON_UNSPECIFIED', 'abnormal'],
  ['LANGUAGE', 'abnormal'],
  ['OTHER', 'abnormal'],
  ['MALFORMED_FUNCTION_CALL', 'abnormal'],
  ['MALFORMED_RESPONSE', 'abnormal'],
  ['UNEXPECTED_TOOL_CALL', 'abnormal'],
  ['TOO_MANY_TOOL_CALLS', 'abnormal'],
  ['MISSING_THOUGHT_SIGNATURE', 'abnormal'],
  ['NO_IMAGE', 'abnormal'],
  ['IMAGE_OTHER', 'abnormal'],
]);

/** What each provider takes as the id of a call; OpenAI's chat takes no longer one. */
const PORTABLE_ID = /^[\w-]{1,40}$/;
const UNSPECIFIED_BLOCK = /^BLOCK(?:ED)?_REASON_UNSPECIFIED$/;

/** A stream may name its candidates in any order, one to an event; the first is known by its index, or has none. */
const isFirst = ({ index }: JsonObject): boolean => index === undefined || index === null || index === 0;

/**
 * Text, thoughts and function calls of the first candidate; code that ran, files, grounding and whatever is new are
 * passed over. So is the token by which the AI SDK would go on with a long answer by itself, in a second paid call.
 */
export class GeminiAnswer implements AnswerReader {
  readonly eventNames: ReadonlySet<string> = new Set(['message']);
  recognised = false;
  ending: Ending | undefined;
  readonly #callIds = new Set<string>();
  #usage: JsonObject | undefined;
  #isBlocked = false;

  /** @param renamed the client's names of tools by those that Gemini was told */
  constructor(private readonly renamed: ReadonlyMap<string, string> = new Map()) {}

  event(data: JsonObject): JsonObject[] {
    const answer = this.whole(data);
    return answer === undefined ? [] : [answer];
  }

  whole(data: JsonObject): JsonObject | undefined {
    const { candidates, usageMetadata } = data;
    const blockReason = textAt(data['promptFeedback'], 'blockReason');
    if (!Array.isArray(candidates) && !isObject(usageMetadata) && blockReason === undefined) return undefined;
    this.recognised = true;
    this.#count(objectAt(data, 'usageMetadata'));
    if (blockReason !== undefined) this.#blocked(blockReason, textAt(data['promptFeedback'], 'blockReasonMessage'));
    const candidate = Array.isArray(candidates) ? candidates.filter(isObject).find(isFirst) : undefined;
    const picked = candidate === undefined ? [] : [this.#candidate(candidate)];
    return { candidates: picked, ...(this.#usage === undefined ? {} : { usageMetadata: this.#usage }) };
  }

  #candidate(candidate: JsonObject): JsonObject {
    const reason = textAt(candidate, 'finishReason');
    // A blocked prompt has no other ending.
    if (reason !== undefined && !this.#isBlocked) {
      this.ending = { kind: FINISH_REASONS.get(reason), reason, detail: textAt(candidate, 'finishMessage') };
    }
    const { parts } = objectAt(candidate, 'content');
    const picked = Array.isArray(parts) ? parts.flatMap((part: unknown) => this.#part(part)) : [];
    // The AI SDK takes the absence of a reason for a broken answer; what the reason means is decided by `ending`.
    return { content: { parts: picked }, ...(reason === undefined ? {} : { finishReason: 'STOP' }) };
  }

  #part(part: unknown): JsonObject[] {
    if (!isObject(part)) return [];
    const signature = textAt(part, 'thoughtSignature');
    const signed = signature === undefined ? {} : { thoughtSignature: signature };
    const call = objectAt(part, 'functionCall');
    const name = textAt(call, 'name');
    if (name !== undefined) return [{ functionCall: { ...this.#idOf(call), name: this.renamed.get(name) ?? name, args: call['args'] ?? {} }, ...signed }];
    if (typeof part['text'] !== 'string') return [];
    return [{ text: part['text'], ...(part['thought'] === true ? { thought: true } : {}), ...signed }];
  }

  /**
   * An id that came already stands for another call, and one of another form no other provider would take back when
   * the conversation goes on there; without one the AI SDK makes it.
   */
  #idOf(call: JsonObject): JsonObject {
    const id = textAt(call, 'id');
    if (id === undefined || !PORTABLE_ID.test(id) || this.#callIds.has(id)) return {};
    this.#callIds.add(id);
    return { id };
  }

  #blocked(reason: string, detail: string | undefined): void {
    const kind = UNSPECIFIED_BLOCK.test(reason) ? 'abnormal' : 'policy';
    this.#isBlocked = true;
    this.ending = { kind, reason: `prompt blocked, ${reason}`, detail };
  }

  /** Each event counts the whole so far, and may leave out what an earlier one said. */
  #count(usage: JsonObject): void {
    for (const name of COUNTS) if (typeof usage[name] === 'number') this.#usage = { ...this.#usage, [name]: usage[name] };
    const heard = soundIn(usage['promptTokensDetails']);
    if (heard.length > 0) this.#usage = { ...this.#usage, promptTokensDetails: heard };
  }
}

/** Of the counts by kind of input those of sound, which has a price of its own. */
function soundIn(details: unknown): JsonObject[] {
  const parts = (Array.isArray(details) ? details : []).filter(isObject);
  return parts.flatMap(({ modality, tokenCount }) => (modality === 'AUDIO' && typeof tokenCount === 'number' ? [{ modality, tokenCount }] : []));
}

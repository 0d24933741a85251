import { Injectable } from '@nestjs/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ByokError, type JobStage } from '#contracts';
import type { RoutedRequest } from '#nestjs-byok';
import type { JobRun } from '../../jobs/index.js';
import { jsonIn } from '../../model-text/index.js';
import { JobChat, type ChatMessage } from './job-chat.service.js';

/** A `pattern` for texts that must say something: no stage goes on with nothing. */
export const WORDS = '[\\p{L}\\p{N}]';

/** A form that a model's answer must have. */
export interface OutputForm<T> {
  readonly name: string;
  /** For the provider: strict, without limits that some of them don't know. */
  readonly asked: object;
  readonly check: ValidateFunction<T>;
}

const ajv = new Ajv({ allErrors: true, removeAdditional: 'all' });

/** @param checked the same schema with its limits */
export function outputForm<T>(name: string, asked: object, checked: object): OutputForm<T> {
  return { name, asked, check: ajv.compile<T>(checked) };
}

const MAX_SHOWN_ERRORS = 10;

/** Objects around the one that was asked for. */
const MAX_WRAPPINGS = 4;

function describe(errors: readonly ErrorObject[]): string {
  return errors.slice(0, MAX_SHOWN_ERRORS).map(({ instancePath, message }) => `${instancePath || 'the answer'} ${message}`).join('; ');
}

/** An answer that was read: its value, or what was wrong with which text. */
type Reading<T> = { readonly value: T } | Misfit;

interface Misfit {
  readonly flaw: string;
  readonly text: string;
  /** Nothing else is wrong than that texts are longer than they may be; in characters. */
  readonly limit?: number | undefined;
}

/** At most this much of a wrong answer is shown to the model again, in characters. */
const MAX_SHOWN_ANSWER = 20_000;

/** Answers of a model in a given form: checked, repaired once by the model itself, then refused. */
@Injectable()
export class StructuredOutput {
  constructor(private readonly chat: JobChat) {}

  /**
   * @param messages the first must be the system's
   * @throws ByokError when the second answer hasn't the form either: payload_too_large for a text that is too long in
   * an answer that has it, else provider_unavailable; as `JobCalls.make` does
   */
  async ask<T>(run: JobRun, stage: JobStage, routed: RoutedRequest, form: OutputForm<T>, messages: readonly ChatMessage[]): Promise<T> {
    const response_format = { type: 'json_schema', json_schema: { name: form.name, strict: true, schema: form.asked } };
    const told = withSchema(messages, form.asked);
    const read = (text: string): Reading<T> => readingOf(form, text);
    const first = await this.chat.complete(run, stage, routed, { messages: told, response_format }, read);
    if ('value' in first) return first.value;
    const second = await this.chat.complete(run, stage, routed, { messages: [...told, ...complaint(first)], response_format }, read);
    if ('value' in second) return second.value;
    if (second.limit !== undefined) {
      throw new ByokError('payload_too_large', `The model wrote more than can be kept (${form.name}): a text of at most ${second.limit} characters is. Ask for less at once, such as sections that are shorter, or choose another model.`);
    }
    throw new ByokError('provider_unavailable', `The model answered twice in another form than asked for (${form.name}). Try again, or choose another model.`);
  }
}

/** Providers refuse an empty message, so that an empty answer is not shown. */
function complaint({ flaw, text }: Misfit): ChatMessage[] {
  const again: ChatMessage = { role: 'user', content: `Your answer does not fit the JSON schema: ${flaw}. Answer again with the whole JSON object, corrected, and nothing else.` };
  return text.trim() === '' ? [again] : [{ role: 'assistant', content: text.slice(0, MAX_SHOWN_ANSWER).toWellFormed() }, again];
}

/** The first object that has the form, by itself or as a part of another one. */
function readingOf<T>({ check }: OutputForm<T>, text: string): Reading<T> {
  let flaw: string | undefined;
  let limit: number | undefined;
  for (const found of jsonIn(text)) {
    // The check takes from an object what the form doesn't know.
    const parts = partsOf(found);
    if (check(found)) return { value: found };
    flaw ??= describe(check.errors ?? []);
    limit ??= longestOf(check.errors ?? []);
    for (const part of parts) if (check(part)) return { value: part };
  }
  return { flaw: flaw ?? 'it is no JSON', text, limit };
}

/**
 * What an object holds, and what its only object holds in turn: models wrap what was asked for, as in
 * `{"result":{"course":…}}`. Never a member of a list, which would be a part of the answer in place of the whole.
 */
function partsOf(found: unknown): unknown[] {
  const parts = isContainer(found) ? (Object.values(found) as unknown[]) : [];
  let [only, another] = parts.filter(isContainer);
  for (let depth = 1; depth < MAX_WRAPPINGS && only !== undefined && another === undefined && !Array.isArray(only); depth += 1) {
    const inner = Object.values(only) as unknown[];
    parts.push(...inner);
    [only, another] = inner.filter(isContainer);
  }
  return parts;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The limit of the text that is too long, where nothing else is wrong. */
function longestOf(errors: readonly ErrorObject[]): number | undefined {
  const limits = errors.map(({ keyword, params }) => (keyword === 'maxLength' ? (params['limit'] as number) : Number.NaN));
  return limits.length === 0 || limits.some(Number.isNaN) ? undefined : Math.max(...limits);
}

function withSchema([system, ...rest]: readonly ChatMessage[], schema: object): ChatMessage[] {
  const content = `${String(system?.content)}\n\nAnswer with one JSON object and nothing else. It follows this JSON schema:\n${JSON.stringify(schema)}`;
  return [{ role: 'system', content }, ...rest];
}

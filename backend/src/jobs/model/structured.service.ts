import { Injectable } from '@nestjs/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ByokError } from '#contracts';
import type { RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import { jsonIn } from '../../model-text/json-in-text.js';
import type { StageName } from '../job-types.js';
import type { JobRun } from '../worker/job-run.js';
import { JobChat, type ChatMessage } from './job-chat.service.js';

/** A `pattern` for texts that must say something: no stage goes on with nothing. */
export const WORDS = '[\\p{L}\\p{N}]';

/** A form that a model's answer must have. */
export interface AnswerForm<T> {
  readonly name: string;
  /** For the provider: strict, without limits that some of them don't know. */
  readonly asked: object;
  readonly check: ValidateFunction<T>;
}

const ajv = new Ajv({ allErrors: true, removeAdditional: 'all' });

/** @param checked the same schema with its limits */
export function answerForm<T>(name: string, asked: object, checked: object): AnswerForm<T> {
  return { name, asked, check: ajv.compile<T>(checked) };
}

const SHOWN_ERRORS = 10;

function describe(errors: readonly ErrorObject[]): string {
  return errors.slice(0, SHOWN_ERRORS).map(({ instancePath, message }) => `${instancePath || 'the answer'} ${message}`).join('; ');
}

/** An answer that was read: its value, or what was wrong with which text. */
type Reading<T> = { readonly value: T } | { readonly flaw: string; readonly text: string };

/** So much of a wrong answer is shown to the model again, in characters. */
const SHOWN_ANSWER = 20_000;

/** Answers of a model in a given form: checked, repaired once by the model itself, then refused. */
@Injectable()
export class StructuredAnswers {
  constructor(private readonly chat: JobChat) {}

  /**
   * @param messages the first must be the system's
   * @throws ByokError provider_unavailable when the second answer hasn't the form either; as `JobCalls.make` does
   */
  async ask<T>(run: JobRun, stage: StageName, routed: RoutedRequest, form: AnswerForm<T>, messages: readonly ChatMessage[]): Promise<T> {
    const response_format = { type: 'json_schema', json_schema: { name: form.name, strict: true, schema: form.asked } };
    const told = withSchema(messages, form.asked);
    const read = (text: string): Reading<T> => readingOf(form, text);
    const first = await this.chat.answer(run, stage, routed, { messages: told, response_format }, read);
    if ('value' in first) return first.value;
    const second = await this.chat.answer(run, stage, routed, { messages: [...told, ...complaint(first)], response_format }, read);
    if ('value' in second) return second.value;
    throw new ByokError('provider_unavailable', `The model answered twice in another form than asked for (${form.name}). Try again, or choose another model.`);
  }
}

/** Providers refuse an empty message, so that an empty answer is not shown. */
function complaint({ flaw, text }: { readonly flaw: string; readonly text: string }): ChatMessage[] {
  const again: ChatMessage = { role: 'user', content: `Your answer does not fit the JSON schema: ${flaw}. Answer again with the whole JSON object, corrected, and nothing else.` };
  return text.trim() === '' ? [again] : [{ role: 'assistant', content: text.slice(0, SHOWN_ANSWER).toWellFormed() }, again];
}

/** The first object that has the form, by itself or as a part of another one. */
function readingOf<T>({ check }: AnswerForm<T>, text: string): Reading<T> {
  let flaw: string | undefined;
  for (const found of jsonIn(text)) {
    // The check takes from an object what the form doesn't know.
    const parts = typeof found === 'object' && found !== null ? (Object.values(found) as unknown[]) : [];
    if (check(found)) return { value: found };
    flaw ??= describe(check.errors ?? []);
    for (const part of parts) if (check(part)) return { value: part };
  }
  return { flaw: flaw ?? 'it is no JSON', text };
}

function withSchema([system, ...rest]: readonly ChatMessage[], schema: object): ChatMessage[] {
  const content = `${String(system?.content)}\n\nAnswer with one JSON object and nothing else. It follows this JSON schema:\n${JSON.stringify(schema)}`;
  return [{ role: 'system', content }, ...rest];
}

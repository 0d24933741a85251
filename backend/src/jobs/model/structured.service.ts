import { Injectable } from '@nestjs/common';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ByokError } from '#contracts';
import type { RoutedRequest } from '../../byok/strategy/provider-strategy.service.js';
import type { StageName } from '../job-types.js';
import type { JobRun } from '../worker/job-run.js';
import { JobChat, type ChatMessage } from './job-chat.service.js';

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

/** The JSON in an answer, with or without Markdown fences and words around it. */
function jsonIn(text: string): unknown {
  const begin = text.indexOf('{');
  const end = text.lastIndexOf('}');
  try {
    return JSON.parse(begin === -1 || end < begin ? text : text.slice(begin, end + 1)) as unknown;
  } catch {
    return undefined;
  }
}

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
    const first = await this.chat.answer(run, stage, routed, { messages: told, response_format });
    const flaw = flawOf(form, first);
    if (typeof flaw !== 'string') return flaw.value;
    const repair: ChatMessage[] = [
      ...told,
      { role: 'assistant', content: first },
      { role: 'user', content: `Your answer does not fit the JSON schema: ${flaw}. Answer again with the whole JSON object, corrected, and nothing else.` },
    ];
    const second = await this.chat.answer(run, stage, routed, { messages: repair, response_format });
    const rest = flawOf(form, second);
    if (typeof rest !== 'string') return rest.value;
    throw new ByokError('provider_unavailable', `The model answered twice in another form than asked for (${form.name}). Try again, or choose another model.`);
  }
}

function flawOf<T>({ check }: AnswerForm<T>, text: string): string | { value: T } {
  const value = jsonIn(text);
  if (value === undefined) return 'it is no JSON';
  return check(value) ? { value } : describe(check.errors ?? []);
}

function withSchema([system, ...rest]: readonly ChatMessage[], schema: object): ChatMessage[] {
  const content = `${String(system?.content)}\n\nAnswer with one JSON object and nothing else. It follows this JSON schema:\n${JSON.stringify(schema)}`;
  return [{ role: 'system', content }, ...rest];
}

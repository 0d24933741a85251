import { Injectable } from '@nestjs/common';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { SECTIONS_MAX } from '../api/job-body.dto.js';
import { routedRequest } from '../api/submission-check.js';
import type { Outline } from '../job-types.js';
import { StructuredAnswers, WORDS, answerForm } from '../model/structured.service.js';
import type { JobRun } from '../worker/job-run.js';
import { inParallel } from './in-parallel.js';
import { mustSpeak } from './no-speech.js';
import { splitText } from './split-text.js';
import { languageRule, textRoom } from './stage-text.js';

const PARALLEL = 3;

function schema(text: object, title: object, sections: object): object {
  const section = { type: 'object', properties: { title, summary: text }, required: ['title', 'summary'], additionalProperties: false };
  return {
    type: 'object',
    properties: { title, sections: { type: 'array', items: section, ...sections } },
    required: ['title', 'sections'],
    additionalProperties: false,
  };
}

const OUTLINE = answerForm<Outline>(
  'outline',
  schema({ type: 'string' }, { type: 'string' }, {}),
  schema({ type: 'string', maxLength: 10_000 }, { type: 'string', pattern: WORDS, maxLength: 500 }, { minItems: 1, maxItems: SECTIONS_MAX }),
);

const TASK =
  'You turn what a teacher said into the outline of a course: a title, and sections in a sensible order, each with a title and a summary of two to four sentences that names what it teaches. Keep to what the text says.';
const WHOLE = `${TASK} Give 3 to 12 sections.`;
const PART = `${TASK} This is one part of a longer text: give the sections of this part alone, 1 to 6 of them.`;
const MERGE =
  'You are given outlines of the consecutive parts of one text, as JSON. Make one outline of the whole course of them: 3 to 15 sections, in a sensible order, without repetitions, each with a title and a summary of two to four sentences.';

/** A course's outline from its transcript; a long one part by part. */
@Injectable()
export class OutlineStage {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly answers: StructuredAnswers,
  ) {}

  /** @param report hears the share that is done, 0..1. @throws ByokError no_speech for an empty transcript; as `JobCalls.make` does */
  async outline(
    run: JobRun,
    transcript: string,
    { model, language }: { model: string; language?: string },
    report: (share: number) => Promise<void>,
  ): Promise<Outline> {
    mustSpeak(transcript);
    const parts = splitText(transcript, textRoom(this.strategies, model));
    const ask = (task: string, text: string) =>
      this.answers.ask(run, 'outline', routedRequest('outline', model, text), OUTLINE, [
        { role: 'system', content: `${task} ${languageRule(language)}` },
        { role: 'user', content: text },
      ]);
    if (parts.length <= 1) return run.part('outline', () => ask(WHOLE, parts[0] ?? ''));
    let done = 0;
    const outlines = await inParallel(parts, PARALLEL, async (text, index) => {
      const part = await run.part(`outline:${index}`, () => ask(PART, text));
      await report((done += 1) / (parts.length + 1));
      return part;
    });
    return run.part('outline', () => ask(MERGE, JSON.stringify(outlines)));
  }
}

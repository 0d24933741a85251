import { Injectable } from '@nestjs/common';
import { COURSE_TEXT_LIMITS, MAX_OUTLINE_SECTIONS, type Outline } from '#contracts';
import type { JobRun } from '../../jobs/index.js';
import { assertSpeech } from '../../transcripts/index.js';
import { StructuredOutput, WORDS, outputForm } from '../model/structured-output.service.js';
import { inParallel } from './in-parallel.js';
import { languageRule, splitText } from './source-text.js';
import { MAX_CALL_CHARACTERS, StageRouting, routedRequest } from './stage-routing.service.js';

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

const OUTLINE = outputForm<Outline>(
  'outline',
  schema({ type: 'string' }, { type: 'string' }, {}),
  schema({ type: 'string', maxLength: COURSE_TEXT_LIMITS.summary }, { type: 'string', pattern: WORDS, maxLength: COURSE_TEXT_LIMITS.lessonTitle }, { minItems: 1, maxItems: MAX_OUTLINE_SECTIONS }),
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
    private readonly routing: StageRouting,
    private readonly output: StructuredOutput,
  ) {}

  /** @param report is called with the share that is done, 0..1. @throws ByokError no_speech for an empty transcript; as `JobCalls.make` does */
  async outline(
    run: JobRun,
    transcript: string,
    { model, language }: { model: string; language?: string },
    report: (share: number) => Promise<void>,
  ): Promise<Outline> {
    assertSpeech(transcript);
    const room = this.routing.textRoom(model);
    const parts = splitText(transcript, room);
    // After a change of model the text may be cut elsewhere: parts of the other cut are none of this one.
    const partName = (index: number) => (room === MAX_CALL_CHARACTERS ? `outline:${index}` : `outline:${room}:${index}`);
    const ask = (task: string, text: string) =>
      this.output.ask(run, 'outline', routedRequest('outline', model, text), OUTLINE, [
        { role: 'system', content: `${task} ${languageRule(language)}` },
        { role: 'user', content: text },
      ]);
    if (parts.length <= 1) return run.part('outline', () => ask(WHOLE, parts[0] ?? ''));
    let done = 0;
    const outlines = await inParallel(parts, PARALLEL, async (text, index) => {
      const part = await run.part(partName(index), () => ask(PART, text));
      await report((done += 1) / (parts.length + 1));
      return part;
    });
    return run.part('outline', () => ask(MERGE, JSON.stringify(outlines)));
  }
}

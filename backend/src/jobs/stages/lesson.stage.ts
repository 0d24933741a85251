import { Injectable } from '@nestjs/common';
import { ByokError, type ErrorCode } from '#contracts';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { routedRequest } from '../api/submission-check.js';
import type { Lesson, Outline } from '../job-types.js';
import { StructuredAnswers, WORDS, answerForm } from '../model/structured.service.js';
import type { JobRun } from '../worker/job-run.js';
import { inParallel } from './in-parallel.js';
import { LESSON_LIMITS } from './lesson-limits.js';
import { splitText } from './split-text.js';
import { languageRule, partsAbout, textRoom } from './stage-text.js';

const PARALLEL = 3;
/** Size of the transcript's parts that a lesson chooses from, in characters. */
const PART_CHARACTERS = 2_000;
const EXCERPT_CHARACTERS = 16_000;

function schema(title: object, markdown: object): object {
  return { type: 'object', properties: { title, markdown }, required: ['title', 'markdown'], additionalProperties: false };
}

const LESSON = answerForm<Lesson>(
  'lesson',
  schema({ type: 'string' }, { type: 'string' }),
  schema({ type: 'string', pattern: WORDS, maxLength: LESSON_LIMITS.title }, { type: 'string', pattern: WORDS, maxLength: LESSON_LIMITS.markdown }),
);

const TASK =
  'You write one lesson of a course for adults who learn by themselves. In Markdown: short paragraphs, headings from level 2 on, an example, and an exercise at the end. No HTML and no images. Write only about the section that is asked for; the others have lessons of their own.';

/** Failures at what was asked or answered, not at the key. */
const OF_ONE_LESSON: ReadonlySet<ErrorCode> = new Set(['request_invalid', 'content_blocked', 'provider_unavailable']);

export interface LessonOptions {
  readonly model: string;
  readonly language?: string;
  /** What the teacher said; the lesson draws on the parts that concern it. */
  readonly transcript?: string;
}

/** Lessons from an outline. */
@Injectable()
export class LessonStage {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly answers: StructuredAnswers,
  ) {}

  /** @throws as `JobCalls.make` does */
  lesson(run: JobRun, outline: Outline, index: number, options: LessonOptions): Promise<Lesson> {
    return run.part(`lesson:${index}`, () => this.write(run, outline, index, options));
  }

  /**
   * All lessons of an outline, several at once. One that fails has been tried again by itself; when it still fails,
   * the others are written all the same, unless they would fail alike, and kept for a retry.
   * @param report hears how many are done
   */
  async lessons(run: JobRun, outline: Outline, options: LessonOptions, report: (done: number) => Promise<void>): Promise<Lesson[]> {
    let done = 0;
    const write = async (_section: unknown, index: number) => {
      const lesson = await this.lesson(run, outline, index, options);
      await report((done += 1));
      return lesson;
    };
    return inParallel(outline.sections, PARALLEL, write, (error) => !run.signal.aborted && error instanceof ByokError && OF_ONE_LESSON.has(error.code));
  }

  private write(run: JobRun, outline: Outline, index: number, { model, language, transcript }: LessonOptions): Promise<Lesson> {
    const section = outline.sections[index] as Outline['sections'][number];
    const room = Math.min(EXCERPT_CHARACTERS, Math.floor(textRoom(this.strategies, model) / 2));
    const share = (index + 0.5) / outline.sections.length;
    const excerpt = transcript === undefined ? '' : partsAbout(splitText(transcript, PART_CHARACTERS), `${section.title} ${section.summary}`, share, room);
    const plan = outline.sections.map(({ title }, at) => `${at + 1}. ${title}`).join('\n');
    const request = [
      `Section ${index + 1}: ${section.title}\n${section.summary}`,
      `Course: ${outline.title}\n${plan}`,
      ...(excerpt === '' ? [] : [`What the teacher said about it:\n${excerpt}`]),
    ].join('\n\n');
    return this.answers.ask(run, 'lesson', routedRequest('lesson', model, request), LESSON, [
      { role: 'system', content: `${TASK} ${languageRule(language)}` },
      { role: 'user', content: request },
    ]);
  }
}

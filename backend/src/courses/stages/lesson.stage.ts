import { Injectable } from '@nestjs/common';
import { ByokError, COURSE_TEXT_LIMITS, type ErrorCode, type Lesson, type Outline } from '#contracts';
import type { JobRun } from '../../jobs/index.js';
import { StructuredOutput, WORDS, outputForm } from '../model/structured-output.service.js';
import { inParallel } from './in-parallel.js';
import { languageRule, partsAbout, splitText } from './source-text.js';
import { StageRouting, routedRequest } from './stage-routing.service.js';

const PARALLEL = 3;
/** Size of the transcript's parts that a lesson chooses from, in characters. */
const PART_CHARACTERS = 2_000;
const EXCERPT_CHARACTERS = 16_000;

function schema(title: object, markdown: object): object {
  return { type: 'object', properties: { title, markdown }, required: ['title', 'markdown'], additionalProperties: false };
}

const LESSON = outputForm<Lesson>(
  'lesson',
  schema({ type: 'string' }, { type: 'string' }),
  schema({ type: 'string', pattern: WORDS, maxLength: COURSE_TEXT_LIMITS.lessonTitle }, { type: 'string', pattern: WORDS, maxLength: COURSE_TEXT_LIMITS.lessonMarkdown }),
);

const TASK =
  'You write one lesson of a course for adults who learn by themselves. In Markdown: short paragraphs, headings from level 2 on, an example, and an exercise at the end. No HTML and no images. Write only about the section that is asked for; the others have lessons of their own.';

/** Failures at what was asked or answered, not at the key. */
const OF_ONE_LESSON: ReadonlySet<ErrorCode> = new Set(['request_invalid', 'content_blocked', 'provider_unavailable', 'payload_too_large']);

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
    private readonly routing: StageRouting,
    private readonly output: StructuredOutput,
  ) {}

  /** @throws as `JobCalls.make` does */
  lesson(run: JobRun, outline: Outline, index: number, options: LessonOptions): Promise<Lesson> {
    return run.part(`lesson:${index}`, () => this.#write(run, outline, index, options));
  }

  /**
   * All lessons of an outline, several at once. One that fails has been tried again by itself; when it still fails,
   * the others are written all the same, unless they would fail alike, and kept for a retry.
   * @param report is called with how many are done
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

  #write(run: JobRun, outline: Outline, index: number, { model, language, transcript }: LessonOptions): Promise<Lesson> {
    const section = outline.sections[index] as Outline['sections'][number];
    const room = Math.min(EXCERPT_CHARACTERS, Math.floor(this.routing.textRoom(model) / 2));
    const share = (index + 0.5) / outline.sections.length;
    const excerpt = transcript === undefined ? '' : partsAbout(splitText(transcript, PART_CHARACTERS), `${section.title} ${section.summary}`, share, room);
    const plan = outline.sections.map(({ title }, at) => `${at + 1}. ${title}`).join('\n');
    const request = [
      `Section ${index + 1}: ${section.title}\n${section.summary}`,
      `Course: ${outline.title}\n${plan}`,
      ...(excerpt === '' ? [] : [`What the teacher said about it:\n${excerpt}`]),
    ].join('\n\n');
    return this.output.ask(run, 'lesson', routedRequest('lesson', model, request), LESSON, [
      { role: 'system', content: `${TASK} ${languageRule(language)}` },
      { role: 'user', content: request },
    ]);
  }
}

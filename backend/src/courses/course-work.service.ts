import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ByokError, type Course, type JobStage, type Lesson, type Outline, type Transcript } from '#contracts';
import type { Allowance, RoutedRequest } from '#nestjs-byok';
import type { JobInput, JobRow } from '../database/index.js';
import { JobWorkRegistry, KEEPS_FILE, type JobRun, type JobWork } from '../jobs/index.js';
import { partialCourse } from './partial-course.js';
import { RecordingFiles } from './recording-files/recording-files.service.js';
import { LessonStage } from './stages/lesson.stage.js';
import { OutlineStage } from './stages/outline.stage.js';
import { StageRouting, stagesOf } from './stages/stage-routing.service.js';
import { TranscriptionStage } from './stages/transcription.stage.js';

type Result = Transcript | Outline | Lesson | Course;

/** The stages that a job which ended early has still before it. */
function remainingStages({ type, input }: JobRow, parts: ReadonlyMap<string, unknown>): JobStage[] {
  const outline = parts.get('outline') as Outline | undefined;
  const isDone: Readonly<Record<JobStage, boolean>> = {
    transcription: parts.has('transcription'),
    outline: outline !== undefined,
    lesson: type === 'lesson' ? parts.has(`lesson:${input.index}`) : (outline?.sections.every((_section, index) => parts.has(`lesson:${index}`)) ?? false),
  };
  return stagesOf(type, input).filter((stage) => !isDone[stage]);
}

/** Whether there is still what the first of these stages works on, if it is no recording. */
function hasTexts({ type, input }: JobRow): boolean {
  if (type === 'lesson') return input.outline !== undefined;
  return input.file === true || input.transcript !== undefined;
}

/** What each type of job consists of, and the share of the progress that each stage has. */
@Injectable()
export class CourseWork implements JobWork, OnModuleInit {
  constructor(
    private readonly registry: JobWorkRegistry,
    private readonly routing: StageRouting,
    private readonly transcription: TranscriptionStage,
    private readonly outline: OutlineStage,
    private readonly lesson: LessonStage,
    private readonly recordings: RecordingFiles,
  ) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  async run(run: JobRun): Promise<Result> {
    const { type, input } = run.job;
    switch (type) {
      case 'transcription':
        return this.#transcribe(run, 0, 100);
      case 'outline':
        return this.#plan(run, input.transcript ?? '', 0, 100);
      case 'lesson':
        await run.progress(5, 'lesson');
        return this.lesson.lesson(run, input.outline as Outline, input.index as number, this.#options(run, 'lesson'));
      case 'course':
        return this.#course(run);
    }
  }

  /** Of a course alone. */
  async partialResult({ type, input }: JobRow, parts: () => Promise<ReadonlyMap<string, unknown>>): Promise<unknown> {
    return type === 'course' ? partialCourse(input, await parts()) : undefined;
  }

  withModel(input: JobInput, model: string): JobInput {
    return { ...input, model };
  }

  async remainingCalls(job: JobRow, parts: ReadonlyMap<string, unknown>, allowance: Allowance): Promise<RoutedRequest[]> {
    const stages = remainingStages(job, parts);
    const hasSource = stages.includes('transcription') ? job.errorCode === KEEPS_FILE.code && (await this.recordings.has(job.id)) : hasTexts(job);
    if (!hasSource) {
      throw new ByokError('conflict', 'What the job worked on is gone: recordings are deleted when a job ends, and this one was not transcribed to its end. Submit it again.');
    }
    return this.routing.calls(job.type, job.input, stages, allowance);
  }

  async deleteFile(jobId: string): Promise<void> {
    await this.recordings.remove(jobId);
  }

  async sweepFiles(stillNeeded: (ids: string[]) => Promise<ReadonlySet<string>>): Promise<void> {
    await this.recordings.sweep(stillNeeded);
  }

  async #course(run: JobRun): Promise<Course> {
    const { file, transcript: given } = run.job.input;
    const transcript = file ? await this.#transcribe(run, 0, 60) : { text: (given as string).trim(), segments: [] };
    const outline = await this.#plan(run, transcript.text, file ? 60 : 0, file ? 70 : 25);
    const begin = file ? 70 : 25;
    await run.progress(begin, 'lesson');
    const lessons = await this.lesson.lessons(run, outline, { ...this.#options(run, 'lesson'), transcript: transcript.text }, (done) =>
      run.progress(begin + ((100 - begin) * done) / outline.sections.length, 'lesson'),
    );
    return { transcript, outline, lessons };
  }

  async #transcribe(run: JobRun, from: number, to: number): Promise<Transcript> {
    await run.progress(from + 1, 'transcription');
    return run.part('transcription', () =>
      this.transcription.transcribe(run, this.#options(run, 'transcription'), (share) => run.progress(from + (to - from) * share, 'transcription')),
    );
  }

  async #plan(run: JobRun, transcript: string, from: number, to: number): Promise<Outline> {
    await run.progress(from + 2, 'outline');
    const outline = await this.outline.outline(run, transcript, this.#options(run, 'outline'), (share) => run.progress(from + (to - from) * share, 'outline'));
    await run.setTitle(outline.title);
    return outline;
  }

  #options({ job, terms }: JobRun, stage: JobStage): { model: string; language?: string } {
    const { model, language }: JobInput = job.input;
    return { model: this.routing.modelFor(job.type, stage, model, terms), ...(language === undefined ? {} : { language }) };
  }
}

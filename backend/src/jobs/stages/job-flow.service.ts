import { Injectable } from '@nestjs/common';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { modelFor } from '../api/submission-check.js';
import type { Course, Lesson, Outline, StageName, Transcript } from '../job-types.js';
import type { JobRun } from '../worker/job-run.js';
import { LessonStage } from './lesson.stage.js';
import { OutlineStage } from './outline.stage.js';
import { TranscriptionStage } from './transcription.stage.js';

type Result = Transcript | Outline | Lesson | Course;

/** What each type of job consists of, and the share of the progress that each stage has. */
@Injectable()
export class JobFlow {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly transcription: TranscriptionStage,
    private readonly outline: OutlineStage,
    private readonly lesson: LessonStage,
  ) {}

  /** @throws ByokError; the run's RunStoppedError */
  async work(run: JobRun): Promise<Result> {
    switch (run.job.type) {
      case 'transcription':
        return this.transcribe(run, 0, 100);
      case 'outline':
        return this.plan(run, run.job.input.transcript ?? '', 0, 100);
      case 'lesson':
        await run.progress(5, 'lesson');
        return this.lesson.lesson(run, run.job.input.outline as Outline, run.job.input.index as number, this.options(run, 'lesson'));
      case 'course':
        return this.course(run);
    }
  }

  private async course(run: JobRun): Promise<Course> {
    const { file, transcript: given } = run.job.input;
    const transcript = file ? await this.transcribe(run, 0, 60) : { text: (given as string).trim(), segments: [] };
    const outline = await this.plan(run, transcript.text, file ? 60 : 0, file ? 70 : 25);
    const begin = file ? 70 : 25;
    await run.progress(begin, 'lesson');
    const lessons = await this.lesson.lessons(run, outline, { ...this.options(run, 'lesson'), transcript: transcript.text }, (done) =>
      run.progress(begin + ((100 - begin) * done) / outline.sections.length, 'lesson'),
    );
    return { transcript, outline, lessons };
  }

  private async transcribe(run: JobRun, from: number, to: number): Promise<Transcript> {
    await run.progress(from + 1, 'transcription');
    return run.part('transcription', () =>
      this.transcription.transcribe(run, this.options(run, 'transcription'), (share) => run.progress(from + (to - from) * share, 'transcription')),
    );
  }

  private async plan(run: JobRun, transcript: string, from: number, to: number): Promise<Outline> {
    await run.progress(from + 2, 'outline');
    const outline = await this.outline.outline(run, transcript, this.options(run, 'outline'), (share) => run.progress(from + (to - from) * share, 'outline'));
    await run.entitle(outline.title);
    return outline;
  }

  private options({ job, principal }: JobRun, stage: StageName): { model: string; language?: string } {
    const model = modelFor(this.strategies, principal, job.type, stage, job.input.model);
    return { model, ...(job.input.language === undefined ? {} : { language: job.input.language }) };
  }
}

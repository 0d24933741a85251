import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { JobRow } from '../../database/schema/jobs.js';
import type { Course, JobView, Transcript } from '../job-types.js';
import { JobStore } from '../store/job-store.service.js';
import { jobView } from '../store/job-view.js';
import { JobsService } from './jobs.service.js';
import { partialCourse } from './partial-course.js';
import { renderTranscript, type TranscriptFile, type TranscriptFormat } from './transcript-file.js';

/** What jobs have made, also as far as it goes. */
@Injectable()
export class JobResults {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
  ) {}

  /** A course that is not completed has what there is of it as its result. @throws ByokError not_found */
  async view(userId: string, id: string): Promise<JobView> {
    const job = await this.jobs.find(userId, id);
    if (job.type !== 'course' || job.status === 'completed') return jobView(job);
    return { ...jobView(job), result: partialCourse(job.input, await this.store.parts(id)) };
  }

  /** @throws ByokError not_found; conflict while there is no whole transcript, or one without time stamps for subtitles */
  async transcript(userId: string, id: string, format: TranscriptFormat): Promise<TranscriptFile> {
    const job = await this.jobs.find(userId, id);
    const transcript = await this.wholeTranscript(job);
    if (transcript === undefined) throw new ByokError('conflict', 'There is no whole transcript yet.');
    if ((format === 'srt' || format === 'vtt') && transcript.segments.length === 0) {
      throw new ByokError('conflict', 'The transcript has no time stamps, which subtitles need. Ask for format=text.');
    }
    return renderTranscript(transcript, format, job.title);
  }

  private async wholeTranscript({ id, type, status, input, result }: JobRow): Promise<Transcript | undefined> {
    if (type === 'outline' || type === 'lesson') throw new ByokError('not_found', 'A job of this type makes no transcript.');
    if (status === 'completed') return type === 'course' ? (result as Course).transcript : (result as Transcript);
    const parts = await this.store.parts(id);
    return input.file === true ? (parts.get('transcription') as Transcript | undefined) : partialCourse(input, parts).transcript;
  }
}

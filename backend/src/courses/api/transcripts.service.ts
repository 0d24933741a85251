import { Injectable } from '@nestjs/common';
import { ByokError, type Course, type Transcript, type TranscriptFormat } from '#contracts';
import type { JobRow } from '../../database/index.js';
import { JobStore, JobsService } from '../../jobs/index.js';
import { transcriptFile, type TranscriptFile } from '../../transcripts/index.js';
import { partialCourse } from '../partial-course.js';

/** Transcripts as files. */
@Injectable()
export class Transcripts {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
  ) {}

  /** @throws ByokError not_found; conflict while there is no whole transcript, or one without time stamps for subtitles */
  async file(userId: string, id: string, format: TranscriptFormat): Promise<TranscriptFile> {
    const job = await this.jobs.find(userId, id);
    const transcript = await this.#wholeTranscript(job);
    if (transcript === undefined) throw new ByokError('conflict', 'There is no whole transcript yet.');
    if ((format === 'srt' || format === 'vtt') && transcript.segments.length === 0) {
      throw new ByokError('conflict', 'The transcript has no time stamps, which subtitles need. Ask for format=text.');
    }
    return transcriptFile(transcript, format, job.title);
  }

  async #wholeTranscript({ id, type, status, input, result }: JobRow): Promise<Transcript | undefined> {
    if (type === 'outline' || type === 'lesson') throw new ByokError('not_found', 'A job of this type makes no transcript.');
    if (status === 'completed') return type === 'course' ? (result as Course).transcript : (result as Transcript);
    const parts = await this.store.parts(id);
    return input.file === true ? (parts.get('transcription') as Transcript | undefined) : partialCourse(input, parts).transcript;
  }
}

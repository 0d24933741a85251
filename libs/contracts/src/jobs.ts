import type { ErrorCode } from './codes.js';
import type { CredentialSource, ProviderId } from './providers.js';

/** What a job makes (section 7 of the contract). */
export const JOB_TYPES = ['transcription', 'outline', 'lesson', 'course'] as const;
export type JobType = (typeof JOB_TYPES)[number];

/** What a course goes through on the server; also the `stage` of a receipt. */
export const JOB_STAGES = ['transcription', 'outline', 'lesson'] as const;
export type JobStage = (typeof JOB_STAGES)[number];

export const JOB_STATUSES = ['queued', 'active', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];
/** How a job can end. */
export type JobEndStatus = Extract<JobStatus, 'completed' | 'failed' | 'cancelled'>;

/** Name of a server-sent event of a job: `progress`, or how the job ended. */
export type JobEventType = 'progress' | JobEndStatus;

export function hasJobEnded(status: JobStatus): status is JobEndStatus {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** A stretch of speech; seconds from the beginning of the recording. */
export interface Segment {
  start: number;
  end: number;
  text: string;
}

export interface Transcript {
  text: string;
  /** Empty for a course that was made from a text. */
  segments: Segment[];
}

export interface Outline {
  title: string;
  sections: { title: string; summary: string }[];
}

export interface Lesson {
  title: string;
  markdown: string;
}

/** The result of a completed job of the type `course`. */
export interface Course {
  transcript: Transcript;
  outline: Outline;
  lessons: Lesson[];
}

/** What there is of a course before it is completed. */
export interface PartialCourse {
  /** As far as it goes without a gap. */
  transcript?: Transcript;
  outline?: Outline;
  /** One for each section; null where it isn't written yet. Empty without an outline. */
  lessons: (Lesson | null)[];
}

/** Forms in which a transcript can be had: `GET /api/jobs/:id/transcript?format=`. */
export const TRANSCRIPT_FORMATS = ['json', 'text', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** One line of "who paid": a stage, the key that served it, and what was tried (form of `x-byok-attempts`). */
export interface JobReceiptView {
  stage: JobStage;
  credentialSource: CredentialSource;
  provider: ProviderId;
  model?: string;
  attempts: string;
  /** Null where the provider didn't tell, as for a call that failed; absent of a server of an older version. */
  tokensIn?: number | null;
  tokensOut?: number | null;
  /** At catalog prices, in roubles; null: not known, as for a call that failed; absent of a server of an older version. */
  costRub?: number | null;
}

/** The answer to a submission: `queued`, or as it is by now when the submission was a repeated one. */
export interface JobReference {
  id: string;
  type: JobType;
  status: JobStatus;
}

/** `GET /api/jobs/:id`. The list, and the events of a job that did not complete, come without `result`. */
export interface JobView<Result = unknown> {
  id: string;
  type: JobType;
  status: JobStatus;
  /** 0..100. */
  progress: number;
  stage: string;
  /** Of the recording's file, then of what was made of it, unless the user gave one. */
  title?: string;
  result?: Result;
  error?: { code: ErrorCode; detail: string };
  receipts: JobReceiptView[];
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601; absent while it goes on. */
  endedAt?: string;
}

/** Longest title of a job, in characters. */
export const JOB_TITLE_LENGTH = 200;
/** Longest name of a model that a job asks for, in characters. */
export const MODEL_NAME_LENGTH = 128;
/** Most sections that an outline has. */
export const MAX_OUTLINE_SECTIONS = 60;
/** How many jobs a page of the list has unless `limit` says otherwise. */
export const JOBS_PAGE = 50;
/** Longest texts of a course that its owner may write, in characters; `summary` is a section's of the outline. */
export const COURSE_TEXT_LIMITS = { lessonTitle: 500, lessonMarkdown: 200_000, summary: 10_000 } as const;

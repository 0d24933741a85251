import type { CredentialSource, ErrorCode, Plan, Preferences, ProviderId } from '#contracts';

export const JOB_TYPES = ['transcription', 'outline', 'lesson', 'course'] as const;
export type JobType = (typeof JOB_TYPES)[number];

export type JobStatus = 'queued' | 'active' | 'completed' | 'failed' | 'cancelled';
export type EndStatus = Extract<JobStatus, 'completed' | 'failed' | 'cancelled'>;

/** Name of a server-sent event: `progress`, or how the job ended. */
export type JobEventType = 'progress' | EndStatus;

export function hasEnded(status: JobStatus): status is EndStatus {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** What happens in a job; also the `stage` of a receipt. */
export type StageName = 'transcription' | 'outline' | 'lesson';

/** A stretch of speech; seconds from the beginning of the recording. */
export interface Segment {
  start: number;
  end: number;
  text: string;
}

export interface Transcript {
  text: string;
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

/** What a job works on. An uploaded recording is at a place that follows from the job's id. */
export interface JobInput {
  readonly model?: string;
  readonly language?: string;
  /** Whether a recording was uploaded. */
  readonly file?: boolean;
  readonly transcript?: string;
  readonly outline?: Outline;
  /** Place in `outline.sections`, from 0. */
  readonly index?: number;
}

/** Under which the user submitted; later changes of plan or preferences don't touch the job. */
export interface JobTerms {
  readonly plan: Plan;
  /** Catalog ids to which the submitting token was limited. */
  readonly models?: readonly string[];
  /** `fallback` is the consent given at submission: the request's header, or else the preference. */
  readonly preferences: Preferences;
}

/** One line of "who paid": a stage, the key that served it, and what was tried (form of `x-byok-attempts`). */
export interface JobReceiptView {
  stage: StageName;
  credentialSource: CredentialSource;
  provider: ProviderId;
  model?: string;
  attempts: string;
}

/** `GET /api/jobs/:id`. */
export interface JobView {
  id: string;
  type: JobType;
  status: JobStatus;
  /** 0..100. */
  progress: number;
  stage: string;
  /** Of the recording's file, then of what was made of it, unless the user gave one. */
  title?: string;
  result?: unknown;
  error?: { code: ErrorCode; detail: string };
  receipts: JobReceiptView[];
  /** ISO 8601. */
  createdAt: string;
}

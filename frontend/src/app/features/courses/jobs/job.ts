import type { CredentialSource, ErrorCode, ProviderId } from '#contracts';

export type JobStatus = 'queued' | 'active' | 'completed' | 'failed' | 'cancelled';

/** What a course goes through on the server; also the `stage` of its receipts. */
export const JOB_STAGES = ['transcription', 'outline', 'lesson'] as const;
export type JobStage = (typeof JOB_STAGES)[number];

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

/** A course as far as it is made: whole when the job has completed, in parts or absent before. */
export interface CourseResult {
  transcript?: Transcript;
  outline?: Outline;
  /** By place in the outline; one that is not written yet is missing. */
  lessons?: (Lesson | null)[];
}

/** Who paid for one call of a stage; `attempts` has the form of the header `x-byok-attempts`. */
export interface JobReceipt {
  stage: string;
  credentialSource: CredentialSource;
  provider: ProviderId;
  model?: string;
  attempts: string;
}

/** `GET /api/jobs/:id` (contract, section 7). */
export interface JobView {
  id: string;
  type: string;
  status: JobStatus;
  /** 0..100. */
  progress: number;
  stage: string;
  result?: CourseResult;
  error?: { code: ErrorCode; detail: string };
  receipts: JobReceipt[];
  /** ISO 8601. */
  createdAt: string;
  /** What the course is called, once the server knows. */
  title?: string;
}

export function hasEnded(status: JobStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

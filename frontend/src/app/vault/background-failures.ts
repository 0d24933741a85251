import { PROVIDER_CODES, hasJobEnded, isByokProvider, type ByokProviderId, type ErrorCode, type JobView } from '#contracts';

/** A key that failed in a piece of work while nobody looked, and what the platform paid in its place. */
export interface BackgroundFailure {
  provider: ByokProviderId;
  code: ErrorCode;
  jobId: string;
  /** Of the course, where it has one. */
  title: string | undefined;
  /** When the work began, and when it ended, ISO 8601. */
  at: string;
  endedAt: string;
  /** How many lessons, and how many calls altogether, the platform paid. */
  lessons: number;
  calls: number;
}

/** Outages and refused requests are no failures of a key. */
const OF_THE_KEY: ReadonlySet<string> = new Set(PROVIDER_CODES.filter((code) => code.startsWith('key_') || code === 'region_unsupported'));

/** `byok:openai:key_no_credit` or `byok-2:…`. */
const FAILED_OWN = /^byok(?:-[23])?:([a-z]+):([a-z_]+)$/;

/**
 * The failures of keys in jobs that ended after a moment, newest first; one for each job and provider. What was told is
 * remembered by its end: another job may have begun before, and fail later.
 */
export function backgroundFailures(jobs: readonly JobView[], seenUntil: string | undefined): BackgroundFailure[] {
  const since = seenUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(seenUntil);
  return jobs
    .filter((job) => Date.parse(endOf(job)) > since && hasJobEnded(job.status))
    .flatMap(failuresOf)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

const endOf = ({ endedAt, createdAt }: JobView): string => endedAt ?? createdAt;

function failuresOf(job: JobView): BackgroundFailure[] {
  const { id, title, createdAt, receipts } = job;
  const found = new Map<ByokProviderId, BackgroundFailure>();
  for (const { stage, credentialSource, attempts } of receipts) {
    const own = attempts.split(',').map((attempt) => FAILED_OWN.exec(attempt.trim()));
    const failed = own.find((match) => match && OF_THE_KEY.has(match[2] ?? ''));
    const provider = failed?.[1];
    if (!failed || !isByokProvider(provider)) continue;
    const known = found.get(provider) ?? { provider, code: failed[2] as ErrorCode, jobId: id, title, at: createdAt, endedAt: endOf(job), lessons: 0, calls: 0 };
    const paid = credentialSource === 'platform' && attempts.endsWith(':ok') ? 1 : 0;
    found.set(provider, { ...known, calls: known.calls + paid, lessons: known.lessons + (stage === 'lesson' ? paid : 0) });
  }
  return [...found.values()];
}

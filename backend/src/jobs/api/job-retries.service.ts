import { Injectable } from '@nestjs/common';
import { ByokError } from '#contracts';
import type { Principal } from '../../auth/index.js';
import { TransitKeyring, type CallScope } from '../../byok/index.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import type { JobRow } from '../../database/schema/jobs.js';
import type { Outline, StageName } from '../job-types.js';
import { JobEditStore } from '../store/job-edits.store.js';
import { JobStore } from '../store/job-store.service.js';
import { JobIntake } from './job-intake.service.js';
import { JobsService, type JobReference } from './jobs.service.js';
import { checkTargets, ownProviders, stagesOf, termsOf } from './submission-check.js';

const REFUSALS = {
  queued: 'The job waits already; there is nothing to retry.',
  active: 'The job is running; there is nothing to retry.',
  completed: 'The job is completed; there is nothing to retry.',
} as const;

/** The stages that a job which ended early has still before it. */
function remainingStages({ type, input }: JobRow, parts: ReadonlyMap<string, unknown>): StageName[] {
  const outline = parts.get('outline') as Outline | undefined;
  const isDone: Readonly<Record<StageName, boolean>> = {
    transcription: parts.has('transcription'),
    outline: outline !== undefined,
    lesson: type === 'lesson' ? parts.has(`lesson:${input.index}`) : (outline?.sections.every((_section, index) => parts.has(`lesson:${index}`)) ?? false),
  };
  return stagesOf(type, input).filter((stage) => !isDone[stage]);
}

/** Whether there is still what the first of these stages works on. */
function hasSource({ type, input }: JobRow, stages: readonly StageName[]): boolean {
  if (stages.includes('transcription')) return false;
  if (type === 'lesson') return input.outline !== undefined;
  return input.file === true || input.transcript !== undefined;
}

/** Sends jobs that failed or were cancelled back to work, behind what is done already. */
@Injectable()
export class JobRetries {
  constructor(
    private readonly strategies: ProviderStrategyService,
    private readonly keyring: TransitKeyring,
    private readonly jobs: JobsService,
    private readonly store: JobStore,
    private readonly edits: JobEditStore,
    private readonly intake: JobIntake,
  ) {}

  /**
   * Under the plan, preferences, consent and keys of this request; those of the submission are over.
   * @throws ByokError not_found; conflict when it is running, completed, or its recording is gone; those of a submission
   */
  async retry(principal: Principal, scope: CallScope, id: string): Promise<JobReference> {
    const { userId } = principal;
    const job = await this.jobs.find(userId, id);
    const { type, status } = job;
    if (status !== 'failed' && status !== 'cancelled') throw new ByokError('conflict', REFUSALS[status]);
    const stages = remainingStages(job, await this.store.parts(id));
    if (!hasSource(job, stages)) {
      throw new ByokError('conflict', 'What the job worked on is gone: recordings are deleted when a job ends, and this one was not transcribed to its end. Submit it again.');
    }
    const targets = checkTargets(this.strategies, { principal, scope }, type, job.input, stages);
    const providers = ownProviders(targets);
    const envelopes = this.intake.seal(principal, id, scope, providers);
    const revived = await this.edits.revive(job, termsOf(this.strategies, principal, scope), providers, this.keyring.ring);
    if (revived === 'full') throw this.intake.tooMany(principal.plan);
    if (revived === undefined) throw new ByokError('conflict', REFUSALS.queued);
    await this.intake.enqueue({ id, ...revived }, envelopes);
    return { id, type, status: 'queued' };
  }
}

/** Holds for the compiler: a job of BullMQ is taken as it is. Nothing here is run. */
import type { Job, Queue } from 'bullmq';
import type { JobKeys } from './job-keys.service.js';
import type { SealedJob } from './sealed-job.js';

interface Data {
  readonly text: string;
  readonly byok: SealedJob;
}

export function aProducerSealsForItsJob(queue: Queue<Data>, keys: JobKeys, id: string): Promise<unknown> {
  return queue.add('summary', { text: '', byok: keys.seal({ id }) }, { jobId: id });
}

export function aProcessorGivesItsJob(keys: JobKeys, job: Job<Data>): Promise<string> {
  return keys.withCredentials(job, () => Promise.resolve(job.data.text));
}

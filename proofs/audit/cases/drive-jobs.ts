import { FALLBACK_HEADER, JOB_TYPES, type JobType } from '#contracts';
import type { Searcher } from '#redaction/search';
import { KEY_ECHOES } from '#testing';
import { formOf } from '../../../backend/test/support/jobs.js';
import { wavOf } from '../../../backend/test/support/recordings.js';
import { until } from '../../support/until.js';
import { HOLD_ORDER, echoOrder, type AuditProviders } from '../system/providers.js';
import type { Installation } from '../system/installation.js';
import { canary, shapelessCanary, type RunSecrets } from '../secrets.js';
import type { Account } from './account.js';
import { CARRIERS, KeyCarriers, type Carrier } from './carriers.js';
import { STANDINGS, type Coverage } from './drive-calls.js';
import { HttpClient, type Answered, type Call } from './http.js';
import { inParallel } from './in-parallel.js';

/** How jobs of a type ended, by what was done to them. */
export type JobEnds = Map<string, Map<string, number>>;

export interface JobDriver {
  readonly ends: JobEnds;
  /** Before any worker runs: jobs whose keys are too old when one comes, and some that are cancelled while they wait. */
  beforeWorkers(): Promise<void>;
  /** With a worker: every type, with every standing of a key, plain and sealed; echoes; cancelled; killed workers; a second try. */
  withWorkers(): Promise<void>;
  /** What was sent through the routes of jobs that take keys. */
  coverage(): readonly Coverage[];
  /** A job that completed with an outline and lessons, and one that failed. */
  examples(): { completed: string; failed: string };
}

const MODEL = { outline: 'gpt-6-luna', lesson: 'gpt-6-luna', course: 'gpt-6-luna', transcription: 'gpt-transcribe' } as const;
/** For a worker that was killed, until another one takes its jobs over; a loaded machine takes as long for anything. */
const TIMEOUT_SECONDS = 150;

export interface JobContext {
  readonly installation: Installation;
  readonly providers: AuditProviders;
  readonly secrets: RunSecrets;
  readonly user: Account;
  readonly client: HttpClient;
  readonly responses: Searcher;
}

export function driveJobs({ installation, providers, secrets, user, client, responses }: JobContext): JobDriver {
  const carriers = new KeyCarriers(client, user);
  const wanted = new Map<string, { type: JobType; end: string }>();
  const ends: JobEnds = new Map();
  let number = 0;
  const label = (): string => `j${(number += 1)}`;
  const text = (order = ''): string => `Today we talk about vaults, and then about locks. ${secrets.texts} ${order}`;

  const bodyOf = (type: JobType, order?: string): Partial<Call> => {
    switch (type) {
      case 'outline':
      case 'course':
        return { json: { type, transcript: text(order), model: MODEL[type] } };
      case 'lesson':
        return { json: { type, outline: { title: 'Vaults', sections: [{ title: 'Locks', summary: text(order) }] }, index: 0, model: MODEL.lesson } };
      case 'transcription':
        return { form: () => formOf({ type, model: MODEL.transcription }, { bytes: wavOf(2) }) };
    }
  };

  const submit = async (to: HttpClient, type: JobType, end: string, headers: Record<string, string>, order?: string): Promise<string> => {
    const call: Call = { method: 'POST', path: '/api/jobs', ...bodyOf(type, order), headers: { ...user.bearer, ...headers } };
    let answered: Answered;
    do answered = await to.send(call);
    while (answered.status === 429);
    if (answered.status !== 202) throw new Error(`A job was refused: ${answered.status} ${answered.body.toString('utf8').slice(0, 500)}`);
    const { id } = JSON.parse(answered.body.toString('utf8')) as { id: string };
    wanted.set(id, { type, end });
    return id;
  };
  const withKey = async (key: string, carrier: Carrier, more: Record<string, string> = {}): Promise<Record<string, string>> => ({ ...(await carriers.header('openai', key, carrier)), ...more });
  const never = { [FALLBACK_HEADER]: 'never' };
  const cancel = async (id: string): Promise<void> => void (await client.send({ method: 'DELETE', path: `/api/jobs/${id}`, headers: user.bearer }));
  const statuses = async (): Promise<Map<string, string>> => new Map((await installation.tables.jobs()).map(({ id, status }) => [id, status]));
  const open = async (): Promise<string[]> => {
    const now = await statuses();
    return [...wanted].filter(([id]) => !['completed', 'failed', 'cancelled'].includes(now.get(id) ?? '')).map(([id, { type, end }]) => `${id} ${type}, ${end}: ${now.get(id)}`);
  };
  const allEnded = (): Promise<unknown> => until(open, (left) => left.length === 0, 'The end of all jobs', TIMEOUT_SECONDS);
  const readAll = async (): Promise<void> => {
    ends.clear();
    for (const [id, { type, end }] of wanted) {
      const { body } = await client.send({ method: 'GET', path: `/api/jobs/${id}`, headers: user.bearer });
      const { status, error } = JSON.parse(body.toString('utf8')) as { status: string; error?: { code: string } };
      const name = `${type}, ${end}`;
      const outcome = `${status}${error === undefined ? '' : ` ${error.code}`}`;
      const counts = ends.get(name) ?? new Map<string, number>();
      ends.set(name, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
    }
  };
  let retried = 0;
  let examples = { completed: '', failed: '' };

  return {
    ends,
    examples: () => examples,
    coverage: () => [
      { route: 'POST /api/jobs', calls: wanted.size, reached: wanted.size },
      { route: 'POST /api/jobs/{id}/retry', calls: 1, reached: retried },
    ],
    async beforeWorkers() {
      const { url, process: brief } = await installation.startApi({ BYOK_JOB_TTL: '1' });
      const late = new HttpClient(url, responses);
      for (const type of JOB_TYPES) for (const carrier of CARRIERS) await submit(late, type, 'too late', await withKey(canary(secrets.keys, 'openai', 'good', label()), carrier, never));
      for (const type of JOB_TYPES) await cancel(await submit(client, type, 'cancelled while it waits', await withKey(canary(secrets.keys, 'openai', 'good', label()), 'sealed')));
      await brief.stop();
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    },
    async withWorkers() {
      providers.holdAgain();
      const running = await Promise.all(CARRIERS.map(async (carrier) => submit(client, 'outline', 'cancelled while it runs', await withKey(canary(secrets.keys, 'openai', 'good', label()), carrier), HOLD_ORDER)));
      await until(() => providers.held(), (held) => held >= running.length, 'Held jobs', TIMEOUT_SECONDS);
      for (const id of running) await cancel(id);
      for (const carrier of CARRIERS) await submit(client, 'course', 'with a killed worker', await withKey(canary(secrets.keys, 'openai', 'good', label()), carrier), HOLD_ORDER);
      for (const carrier of CARRIERS) await submit(client, 'lesson', 'with a worker that crashes', await withKey(canary(secrets.keys, 'openai', 'good', label()), carrier), HOLD_ORDER);
      await until(() => providers.held(), (held) => held >= 4, 'Held jobs', TIMEOUT_SECONDS);
      await installation.worker?.kill();
      await installation.startWorker();
      await until(() => providers.held(), (held) => held >= 4, 'Held jobs of the second worker', TIMEOUT_SECONDS);
      await installation.worker?.ask('crash');
      await until(() => installation.worker?.isRunning(), (isRunning) => isRunning === false, 'The crash of a worker', TIMEOUT_SECONDS);
      providers.release();
      // The last worker does all that follows: it is the one whose memory is looked at.
      await installation.startWorker();
      const planned = JOB_TYPES.flatMap((type) => STANDINGS.flatMap((standing) => CARRIERS.map((carrier) => ({ type, standing, carrier }))));
      await inParallel(planned, 8, async ({ type, standing, carrier }, index) => {
        const key = index % 2 === 0 ? canary(secrets.keys, 'openai', standing, label()) : shapelessCanary(secrets.keys, standing, label());
        // A rate limit makes a job wait for up to a quarter of an hour; what the platform pays ends sooner.
        await submit(client, type, standing, await withKey(key, carrier, standing === 'ratelimited' || index % 3 === 0 ? {} : never));
      });
      for (const [index, echo] of KEY_ECHOES.entries()) {
        await submit(client, 'outline', `echo: ${echo}`, await withKey(shapelessCanary(secrets.keys, 'good', label()), CARRIERS[index % 2] as Carrier, never), echoOrder(echo));
      }
      // A rate limit holds a job for up to a quarter of an hour.
      await until(open, (left) => left.every((job) => job.includes(', ratelimited:')), 'The end of jobs without a rate limit', TIMEOUT_SECONDS);
      for (const job of await open()) await cancel(job.split(' ')[0] as string);
      await allEnded();
      const afterFirst = await statuses();
      const failed = [...wanted].find(([id, { type }]) => afterFirst.get(id) === 'failed' && type === 'outline')?.[0] ?? '';
      const { status } = await client.send({ method: 'POST', path: `/api/jobs/${failed}/retry`, headers: { ...user.bearer, ...(await withKey(canary(secrets.keys, 'openai', 'invalid', label()), 'sealed', never)) } });
      retried = status === 202 ? 1 : 0;
      await allEnded();
      await readAll();
      const now = await statuses();
      const example = (status: string, type: JobType): string => [...wanted].find(([id, job]) => now.get(id) === status && job.type === type)?.[0] ?? '';
      examples = { completed: example('completed', 'course'), failed: example('failed', 'outline') };
    },
  };
}

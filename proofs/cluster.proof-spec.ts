import { join } from 'node:path';
import { fingerprintOf } from '#sandbox';
import { canaryKey, findKey } from '#redaction/search';
import { eventsOf, type StreamedEvent } from '../backend/test/support/jobs.js';
import { startCluster, type Api, type Cluster } from './support/cluster/cluster.js';
import { countCalls, type CountingProvider } from './support/cluster/counting-provider.js';
import { envelopesIn } from './support/cluster/envelopes.js';
import { markedJobs, submitTo } from './support/cluster/marked-jobs.js';
import type { Member } from './support/cluster/members.js';
import { filesIn } from './support/files-in.js';
import { until } from './support/until.js';

const JOBS = 200;
const STAGES = ['transcription', 'outline', 'lesson'] as const;
/** Held calls of each stage when something is killed. */
const HELD = 4;
/** Five seconds of grace, and what a busy machine may need beyond. */
const STOP_MS = 30_000;
const OUTLINE = { type: 'outline', transcript: 'О пчёлах и цветах.', model: 'gpt-6-luna' };

const open = (status: string) => status === 'queued' || status === 'active';

describe.each(['PostgreSQL', 'Redis'] as const)('two API processes and three workers, with the queue in %s', (queue) => {
  let cluster: Cluster;
  let member: Member;
  let first: Api;
  let second: Api;
  let provider: CountingProvider;
  let submitted = 0;
  const key = canaryKey('openai', 'cluster');
  const own = { 'x-byok-openai-key': key, 'x-byok-fallback': 'never' };

  const jobOf = async (id: string) => (await (await second.fetch(member, `/api/jobs/${id}`)).json()) as { status: string; receipts: { attempts: string }[] };
  const statusOf = async (id: string) => (await jobOf(id)).status;
  const noEnvelopes = () => until(() => envelopesIn(cluster), (found) => found.length === 0, 'Envelopes go');
  const calls = () => cluster.providers.sandbox.calls;

  beforeAll(async () => {
    cluster = await startCluster({ queue, apis: 2, workers: 3 });
    [first, second] = cluster.apis as [Api, Api];
    member = await cluster.member();
  });
  beforeEach(() => {
    provider = countCalls(cluster.providers.sandbox);
  });
  afterAll(() => cluster?.close());

  describe('as one application', () => {
    it('a job that one API took is watched from the other, from where the first stream broke off', async () => {
      provider.freeze();
      const id = await submitTo(first, member, { ...OUTLINE, transcript: 'mark-900001-end и о пчёлах.' }, own);
      await until(() => provider.held().length, (count) => count === 1, 'The call');
      const [opening] = await eventsOf(await first.fetch(member, `/api/jobs/${id}/events`), 1);
      provider.release();
      const rest = await eventsOf(await second.fetch(member, `/api/jobs/${id}/events`, { headers: { 'last-event-id': (opening as StreamedEvent).id } }));
      const ids = [opening as StreamedEvent, ...rest].map((event) => Number(event.id));
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      expect(new Set(ids).size).toBe(ids.length);
      expect(rest.at(-1)).toMatchObject({ event: 'completed' });
      expect((await jobOf(id)).receipts.map(({ attempts }) => attempts)).toEqual(['byok:openai:ok']);
    });

    it('a job that one API took is cancelled at the other, which stops the provider call in a worker', async () => {
      cluster.providers.sandbox.script('openai', () => new Promise(() => undefined));
      const mark = calls().length;
      const id = await submitTo(first, member, OUTLINE, own);
      await until(() => calls().length, (count) => count === mark + 1, 'The call');
      expect((await second.fetch(member, `/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
      await until(() => calls()[mark]?.aborted, (aborted) => aborted === true, 'The end of the call');
      expect(await statusOf(id)).toBe('cancelled');
      await noEnvelopes();
    });

    it('a worker that is asked to stop gives its jobs to the others, with their keys', async () => {
      provider.freeze();
      const ids = await Promise.all(
        markedJobs(9, 910_000).map(({ body }) => submitTo(first, member, body(), own)),
      );
      await until(async () => (await Promise.all(ids.map(statusOf))).filter((status) => status === 'active').length, (count) => count === 9, 'All jobs run');
      const workers = cluster.workers;
      await cluster.startWorker();
      const asked = Date.now();
      await Promise.all(workers.map((worker) => worker.stop()));
      expect(Date.now() - asked).toBeLessThan(STOP_MS);
      await until(async () => (await Promise.all(ids.map(statusOf))).filter((status) => status === 'active').length, (count) => count === 8, 'The new worker is full');
      provider.release();
      for (const id of ids) {
        await until(() => statusOf(id), (status) => !open(status), 'The end');
        const { status, receipts } = await jobOf(id);
        expect([status, ...new Set(receipts.map(({ attempts }) => attempts))]).toEqual(['completed', 'byok:openai:ok']);
      }
      await Promise.all([cluster.startWorker(), cluster.startWorker()]);
      await noEnvelopes();
    });
  });

  const VICTIMS: [name: string, kill: () => Promise<void>][] = [
    ['a worker', async () => {
      await cluster.workers[0]?.kill();
      await cluster.startWorker();
    }],
    ['an API process', () => first.crash()],
    ['PostgreSQL', () => cluster.postgres.crash()],
    ...(queue === 'Redis' ? [['Redis', async () => cluster.redis?.crash()] as [string, () => Promise<void>]] : []),
  ];

  it.each(VICTIMS)(`kill -9 of %s with ${JOBS} jobs on their way: none is lost, none is done twice, none keeps its envelope`, async (_name, kill) => {
    const before = new Set((await cluster.tables.jobs()).map(({ id }) => id));
    provider.hold(HELD);
    const jobs = markedJobs(JOBS, (submitted += 1_000));
    const ids: string[] = [];
    for (const [index, { body }] of jobs.entries()) ids.push(await submitTo(index % 2 === 0 ? first : second, member, body(), own));
    for (const stage of STAGES) await until(() => provider.heldOf(stage), (count) => count >= HELD, `Calls of the ${stage} stage`);
    expect((await envelopesIn(cluster)).length).toBeGreaterThan(0);
    provider.freeze();
    await until(
      async () => [provider.held().length, ...(await cluster.tables.query<{ count: number }>('select count(*)::int from job_parts')).map(({ count }) => count)].join(),
      steady(5),
      'A standstill',
    );
    const heldAtKill = new Set(provider.held());

    const streams = ids.slice(0, 8).map((id) => followed(id));
    await kill();
    provider.release();

    await until(async () => (await cluster.tables.jobs()).filter(({ status }) => open(status)).length, (count) => count === 0, 'The end of all jobs');
    const facts = (await cluster.tables.jobs()).filter(({ id }) => !before.has(id));
    expect(facts.filter(({ status, ends }) => status !== 'completed' || ends !== 1)).toEqual([]);
    expect(facts.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const repeated = [...provider.calls].filter(([, count]) => count > 1);
    expect(repeated.filter(([part, count]) => count > 2 || !heldAtKill.has(part))).toEqual([]);
    for (const events of await Promise.all(streams)) {
      expect(events.filter(({ event }) => event !== 'progress')).toHaveLength(1);
      expect(events.at(-1)?.event).toBe('completed');
    }
    await noEnvelopes();
    expect(await filesIn(join(cluster.dataDir, 'uploads'))).toEqual([]);
  });

  it('an API process killed while jobs come in loses none that it took', async () => {
    provider.hold(HELD);
    const jobs = markedJobs(60, (submitted += 1_000));
    const taken: string[] = [];
    const sending = jobs.map(async ({ body }) => {
      const id = await submitTo(first, member, body(), own).catch(() => undefined);
      if (id !== undefined) taken.push(id);
      else await submitTo(second, member, body(), own).then((other) => taken.push(other));
    });
    await until(() => taken.length, (count) => count >= 10, 'The first jobs');
    await first.crash();
    await Promise.all(sending);
    provider.release();
    expect(taken).toHaveLength(jobs.length);
    await until(async () => (await cluster.tables.jobs()).filter(({ status }) => open(status)).length, (count) => count === 0, 'The end of all jobs');
    const facts = new Map((await cluster.tables.jobs()).map((job) => [job.id, job]));
    expect(taken.filter((id) => facts.get(id)?.status !== 'completed' || facts.get(id)?.ends !== 1)).toEqual([]);
    expect([...facts.values()].filter(({ ends }) => ends !== 1)).toEqual([]);
    await noEnvelopes();
  });

  it('each provider call carried the own key, and no log says it', () => {
    const used = new Set(calls().map(({ keyFingerprint }) => keyFingerprint));
    expect(used).toEqual(new Set([fingerprintOf(key)]));
    expect(cluster.logs().length).toBeGreaterThan(1_000);
    expect(findKey(cluster.logs(), key)).toBeUndefined();
  });

  /** Watches a job to its end, with a new stream wherever one breaks. */
  async function followed(id: string): Promise<StreamedEvent[]> {
    const events: StreamedEvent[] = [];
    for (;;) {
      const last = events.at(-1);
      if (last !== undefined && last.event !== 'progress') return events;
      const headers: Record<string, string> = last === undefined ? {} : { 'last-event-id': last.id };
      const response = await first.fetch(member, `/api/jobs/${id}/events`, { headers }).catch(() => undefined);
      if (response?.status === 200) for await (const event of arriving(response)) events.push(event);
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
});

/** Events until the stream ends or breaks. */
async function* arriving(response: Response): AsyncGenerator<StreamedEvent> {
  let text = '';
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString('utf8');
      const end = text.lastIndexOf('\n\n') + 2;
      if (end > 1) yield* await eventsOf(new Response(text.slice(0, end)));
      text = text.slice(end > 1 ? end : 0);
    }
  } catch {
    // The next stream begins behind the last event.
  }
}

/** Satisfied when so many answers in a row were the same. */
function steady(times: number): (answer: string) => boolean {
  let last: string | undefined;
  let count = 0;
  return (answer) => {
    count = answer === last ? count + 1 : 1;
    last = answer;
    return count >= times;
  };
}

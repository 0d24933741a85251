import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { TEXT_FORMS, findKey } from '#redaction/search';
import { startCluster, type Api, type Cluster } from './support/cluster/cluster.js';
import { envelopesIn } from './support/cluster/envelopes.js';
import { markedJobs, submitTo } from './support/cluster/marked-jobs.js';
import type { Member } from './support/cluster/members.js';
import { makeControls } from './support/scan/controls.js';
import { scanFiles, type Findings } from './support/scan/scan-files.js';
import { TELLTALE_POSTGRES, TELLTALE_REDIS, UNCOMPRESSED } from './support/scan/telltale.js';
import { until } from './support/until.js';

/** How many jobs come to which end. */
const ENDS = { completed: 400, invalid: 125, nocredit: 125, 'cancelled in the queue': 100, 'cancelled while running': 50, expired: 200 } as const;
type End = keyof typeof ENDS;
const SENDERS = 8;

describe.each(['PostgreSQL', 'Redis'] as const)('after 1000 jobs with keys, with the queue in %s', (queue) => {
  let cluster: Cluster;
  let member: Member;
  /** In every key, so that one search finds any of them. */
  const core = randomBytes(12).toString('hex');
  const controls = makeControls();
  const jobs = new Map<string, End>();

  beforeAll(async () => {
    cluster = await startCluster({ queue, apis: 1, workers: 0, postgres: TELLTALE_POSTGRES, redis: TELLTALE_REDIS });
    member = await cluster.member();
    await cluster.tables.query(UNCOMPRESSED);
  });
  afterAll(() => cluster?.close());

  it('each came to the end that was meant for it', async () => {
    const lasting = cluster.apis[0] as Api;
    const brief = await cluster.startApi({ BYOK_JOB_TTL: '1' });
    const planned = (Object.keys(ENDS) as End[]).flatMap((end) => Array.from({ length: ENDS[end] }, () => end));
    const marked = markedJobs(planned.length, 1);
    const running = new Set<string>();
    await inTurn(planned, async (end, index) => {
      const { mark, body } = marked[index] as (typeof marked)[number];
      const standing = end === 'invalid' || end === 'nocredit' ? `-${end}` : '';
      const headers = { 'x-byok-openai-key': `sk-proj-sandbox${standing}-${index}-${core}`, 'x-byok-fallback': 'never' };
      if (end === 'cancelled while running') running.add(mark);
      jobs.set(await submitTo(end === 'expired' ? brief : lasting, member, body(), headers), end);
    });
    const envelopes = new Set(await envelopesIn(cluster));
    expect(envelopes.size).toBe(planned.length);

    const cancel = async (id: string) => expect((await lasting.fetch(member, `/api/jobs/${id}`, { method: 'DELETE' })).status).toBe(204);
    const those = (wanted: End) => [...jobs].filter(([, end]) => end === wanted).map(([id]) => id);
    for (const id of those('cancelled in the queue')) await cancel(id);
    const soon = Date.now() / 1000 + 600;
    const lastExpiry = Math.max(...[...envelopes].map((envelope) => Number(envelope.split('.')[2])).filter((expiry) => expiry < soon));
    await until(() => Date.now() / 1000, (now) => now > lastExpiry + 1, 'The expiry of the brief keys');
    cluster.providers.sandbox.script('openai', (_call, body) => {
      const said = body.toString('latin1');
      return [...running].some((mark) => said.includes(mark)) ? new Promise(() => undefined) : undefined;
    });
    await Promise.all([cluster.startWorker(), cluster.startWorker()]);
    const statuses = async () => new Map((await cluster.tables.jobs()).map(({ id, status }) => [id, status]));
    for (const waiting = new Set(those('cancelled while running')); waiting.size > 0; ) {
      const now = await until(statuses, (found) => [...waiting].some((id) => found.get(id) === 'active'), 'A job that runs');
      for (const id of [...waiting].filter((one) => now.get(one) === 'active')) {
        await cancel(id);
        waiting.delete(id);
      }
    }
    await until(statuses, (found) => ![...found.values()].some((status) => status === 'queued' || status === 'active'), 'The end of all jobs');
    const ended = await cluster.tables.query<{ id: string; status: string; error_code: string | null }>('select id, status, error_code from jobs');
    const outcomes = ended.map(({ id, status, error_code }) => `${jobs.get(id)}: ${status} ${error_code ?? ''}`.trim());
    expect(Object.fromEntries(Object.entries(Object.groupBy(outcomes, (outcome) => outcome)).map(([outcome, all]) => [outcome, all?.length]))).toEqual({
      'completed: completed': ENDS.completed,
      'invalid: failed key_invalid': ENDS.invalid,
      'nocredit: failed key_no_credit': ENDS.nocredit,
      'cancelled in the queue: cancelled': ENDS['cancelled in the queue'],
      'cancelled while running: cancelled': ENDS['cancelled while running'],
      'expired: failed key_expired_in_queue': ENDS.expired,
    });
  });

  it('no live row or key holds an envelope', async () => {
    expect(jobs.size).toBe(1_000);
    await until(() => envelopesIn(cluster), (found) => found.length === 0, 'Envelopes go');
    expect(findKey(await cluster.tables.everything(), core)).toBeUndefined();
  });

  it('PostgreSQL’s files, write-ahead log and own log hold no key in any encoding, and every control', async () => {
    await cluster.tables.query('create table controls (value bytea, words text)');
    for (const { form, bytes } of controls) {
      const words = TEXT_FORMS.includes(form) ? bytes.toString('utf8') : null;
      await cluster.tables.query('insert into controls values ($1, $2)', [bytes, words]);
    }
    const areaOf = (path: string) => (path.startsWith('pg_wal') ? 'wal' : path.startsWith('log') ? 'log' : path.startsWith('base') ? 'tables' : 'other');
    const scan = () => scanFiles(cluster.postgres.folder, core, controls, areaOf);
    const live = await scan();
    expectClean(live, ['wal']);
    expect([...(live.controls.get('log') ?? [])]).toEqual(expect.arrayContaining(['plain', 'base64 at 0', 'reversed']));
    await cluster.tables.query('checkpoint');
    expectClean(await scan(), ['tables', 'wal']);
    await cluster.postgres.stop();
    const stopped = await scan();
    expectClean(stopped, ['tables', 'wal']);
    expect(stopped.bytes).toBeGreaterThan(50_000_000);
  });

  if (queue === 'Redis') {
    it('Redis’s append-only file and snapshot hold no key in any encoding, and every control', async () => {
      const redis = cluster.redis as NonNullable<Cluster['redis']>;
      const client = new Redis(redis.url);
      for (const { form, bytes } of controls) await client.set(`control:${form}`, bytes);
      await until(() => client.save().catch(() => 'busy'), (answer) => answer === 'OK', 'The snapshot');
      client.disconnect();
      const areaOf = (path: string) => (path.endsWith('.rdb') && !path.includes('appendonlydir') ? 'snapshot' : path.endsWith('.incr.aof') ? 'append-only' : 'other');
      const findings = await scanFiles(redis.folder, core, controls, areaOf);
      expectClean(findings, ['snapshot', 'append-only']);
      expect(findings.bytes).toBeGreaterThan(1_000_000);
    });
  }

  it('neither logs nor uploads hold a key', async () => {
    expect(cluster.logs().length).toBeGreaterThan(10_000);
    expect(findKey(cluster.logs(), core)).toBeUndefined();
    expect((await scanFiles(cluster.dataDir, core, [], () => 'data')).secret).toEqual([]);
  });

  function expectClean({ secret, controls: found }: Findings, areas: readonly string[]): void {
    expect(secret).toEqual([]);
    for (const area of areas) {
      expect([area, [...(found.get(area) ?? [])].sort()]).toEqual([area, controls.map(({ form }) => form).sort()]);
    }
  }
});

/** Several at once. */
async function inTurn<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const send = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
}

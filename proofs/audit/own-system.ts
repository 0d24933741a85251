import { PROVIDER_CODES, type ErrorCode } from '#contracts';
import { until } from '../support/until.js';
import { registerUser, signInAdmin } from './cases/account.js';
import { STANDINGS, driveCalls, type Coverage } from './cases/drive-calls.js';
import type { CleanUp } from './clean-up.js';
import { driveJobs, type JobEnds } from './cases/drive-jobs.js';
import { HttpClient } from './cases/http.js';
import { operationsOf, undescribed, type ServerRoute } from './cases/operations.js';
import { KeyCarriers } from './cases/carriers.js';
import { seeLeaks, type SeenLeak } from './eyes.js';
import { Places, type SearchedPlace } from './places.js';
import { canary, makeSecrets, soughtIn, type RunSecrets } from './secrets.js';
import { isOfJobs } from './cases/provider-routes.js';
import { startInstallation, startServers, type Installation } from './system/installation.js';
import { DRIP_ORDER, startAuditProviders, type AuditProviders } from './system/providers.js';
import { privateFolder } from './system/secret-files.js';

/** Codes besides the providers' own that a key can come to. */
const KEY_CODES: readonly ErrorCode[] = ['key_malformed', 'envelope_invalid', 'envelope_expired', 'envelope_unknown_key', 'key_required', 'key_expired_in_queue'];

/** What an audit did and saw. */
export interface AuditResult {
  readonly date: string;
  readonly seconds: number;
  readonly leaks: readonly SeenLeak[];
  readonly coverage: readonly Coverage[];
  /** Routes of the server that no case reaches, and cases that did not get through. */
  readonly unreached: readonly string[];
  /** How calls ended: `ok`, our code, or that they were cut off. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly missingOutcomes: readonly string[];
  readonly jobs: Readonly<Record<string, JobEnds>>;
  readonly places: readonly SearchedPlace[];
  readonly calls: number;
  /** Routes that were left alone, and why. */
  readonly notCalled?: string;
}

/** Tells what goes on; on standard error. */
type Tell = (line: string) => void;

/** Audits the built application in installations of its own, and leaves nothing behind. */
export async function auditOwnSystem(tell: Tell, cleanUp: CleanUp): Promise<AuditResult> {
  const start = Date.now();
  const date = new Date(start).toISOString();
  try {
    const folder = await privateFolder(tell);
    cleanUp.add(() => folder.remove());
    // Held calls are one installation's: each has providers of its own.
    const [ofRedis, ofPostgres] = (await Promise.all([startAuditProviders(), startAuditProviders()])) as [AuditProviders, AuditProviders];
    for (const providers of [ofRedis, ofPostgres]) cleanUp.add(() => providers.close());
    tell('Starting PostgreSQL and Redis…');
    const servers = await startServers();
    cleanUp.add(() => servers.close());
    const secrets = makeSecrets();
    const places = new Places(secrets, (kind) => soughtIn(kind, secrets), folder.path);
    await places.proveResponses();
    tell('Starting the application over Redis and over PostgreSQL…');
    const systems = [{ queue: 'Redis', providers: ofRedis }, { queue: 'PostgreSQL', providers: ofPostgres }] as const;
    const installations = await Promise.all(systems.map(({ queue, providers }) => startInstallation({ queue, servers, providers, secrets, folder: folder.path })));
    for (const installation of installations) cleanUp.add(() => installation.close());
    const drivers = await Promise.all(installations.map((installation, index) => prepare(installation, index === 0 ? ofRedis : ofPostgres, places, secrets, tell)));
    const drive = async (driver: Driver): Promise<void> => {
      await driver.jobs();
      await driver.calls();
    };
    // Jobs of a killed worker make everybody wait: meanwhile the audit shows what it sees.
    tell('Seeing whether it sees: planted leaks…');
    const { postgres } = servers;
    const leaky = systems.map(({ queue, providers }) => seeLeaks({ queue, providers, postgres, folder: folder.path, cleanUp }).finally(() => tell(`${queue}: planted leaks were looked for.`)));
    const [leaks] = await Promise.all([Promise.all(leaky), ...drivers.map(drive)]);
    const driven = drivers.map((driver) => driver.done());
    tell('Searching…');
    for (const installation of installations) {
      await places.metrics(installation);
      await places.processes(installation);
      tell(`${installation.queue}: processes are searched.`);
      await places.rows(installation);
      await places.files(installation);
    }
    await places.redis(servers);
    tell('Redis is searched.');
    await places.postgres(servers, installations);
    tell('PostgreSQL is searched.');
    return summed(date, start, leaks.flat(), driven, places);
  } finally {
    await cleanUp.run(tell);
  }
}

interface Driven {
  readonly queue: string;
  readonly client: HttpClient;
  readonly coverage: readonly Coverage[];
  readonly undescribed: readonly ServerRoute[];
  readonly ends: JobEnds;
}

interface Driver {
  jobs(): Promise<void>;
  /** After the jobs, whose results some routes show. */
  calls(): Promise<void>;
  done(): Driven;
}

async function prepare(installation: Installation, providers: AuditProviders, places: Places, secrets: RunSecrets, tell: Tell): Promise<Driver> {
  const { queue } = installation;
  const client = new HttpClient(installation.url, places.responses);
  const admin = await signInAdmin(client, secrets);
  const [user, leaver] = [await registerUser(client, secrets, admin), await registerUser(client, secrets, admin)];
  const operations = await operationsOf(client);
  const routes = await installation.api.ask<ServerRoute[]>('routes');
  const jobs = driveJobs({ installation, providers, secrets, user, client, responses: places.responses });
  const coverage: Coverage[] = [];
  // What the audit sends in a minute, no person does in an hour.
  const unlimited = async (work: () => Promise<void>): Promise<void> => {
    const lift = setInterval(() => void installation.tables.query('delete from rate_limits').catch(() => undefined), 250);
    await work().finally(() => clearInterval(lift));
  };
  return {
    jobs: () =>
      unlimited(async () => {
        // First, so that the process whose memory is looked at has seen all that follows.
        tell(`${queue}: an API process that crashes, and one that is killed…`);
        await crashApi(installation, providers, client, new KeyCarriers(client, user), secrets);
        tell(`${queue}: jobs…`);
        await jobs.beforeWorkers();
        await installation.startWorker();
        await jobs.withWorkers();
        coverage.push(...jobs.coverage());
      }),
    calls: () =>
      unlimited(async () => {
        const { completed, failed } = jobs.examples();
        const calls = driveCalls({ client, secrets, admin, user, leaver, jobId: completed, failedJobId: failed }, operations.filter((operation) => !isOfJobs(operation)));
        tell(`${queue}: calls through ${operations.length} routes…`);
        // Which queue there is makes no difference to calls: once in full.
        await calls.matrix(queue === 'Redis' ? STANDINGS : ['good', 'invalid']);
        if (queue === 'Redis') {
          await calls.echoes();
          await calls.oddities();
        }
        coverage.push(...calls.coverage.values());
      }),
    done: () => ({ queue, client, coverage, undescribed: undescribed(routes, operations), ends: jobs.ends }),
  };
}

const CRASHED_STREAMS = 4;

/** An error that nobody handles ends the API process while keys are in flight; then one is killed. */
async function crashApi(installation: Installation, providers: AuditProviders, client: HttpClient, carriers: KeyCarriers, secrets: RunSecrets): Promise<void> {
  const json = { model: 'gpt-6-luna', stream: true, messages: [{ role: 'user', content: `${secrets.prompts} ${DRIP_ORDER}` }] };
  for (const end of ['crash', 'kill'] as const) {
    const keys = await Promise.all(Array.from({ length: CRASHED_STREAMS }, (_unused, index) => carriers.header('openai', canary(secrets.keys, 'openai', 'good', `crash${index}`), index % 2 === 0 ? 'plain' : 'sealed')));
    const streams = Promise.all(keys.map((key) => client.send({ method: 'POST', path: '/api/v1/chat/completions', json, headers: { ...carriers.user.bearer, ...key } })));
    await until(() => providers.dripping(), (dripping) => dripping >= CRASHED_STREAMS, 'Streams of an API process that is to end', 120);
    if (end === 'crash') await installation.api.ask('crash');
    else await installation.api.kill();
    await streams;
    await installation.restartApi();
    carriers.forget();
  }
}

function summed(date: string, start: number, leaks: readonly SeenLeak[], driven: readonly Driven[], places: Places): AuditResult {
  const coverage = new Map<string, Coverage>();
  for (const row of driven.flatMap((one) => one.coverage)) {
    const sum = coverage.get(row.route) ?? { route: row.route, calls: 0, reached: 0 };
    coverage.set(row.route, { ...sum, calls: sum.calls + row.calls, reached: sum.reached + row.reached });
  }
  const outcomes: Record<string, number> = {};
  for (const { client } of driven) for (const [name, count] of client.outcomes) outcomes[name] = (outcomes[name] ?? 0) + count;
  const seen = new Set(driven.flatMap(({ client, ends }) => [...client.outcomes.keys(), ...client.attempts.keys(), ...[...ends.values()].flatMap((counts) => [...counts.keys()].map((end) => end.split(' ')[1] ?? ''))]));
  return {
    date,
    seconds: Math.round((Date.now() - start) / 1000),
    leaks,
    coverage: [...coverage.values()],
    unreached: [
      ...driven[0]!.undescribed.map(({ method, url }) => `${method.toUpperCase()} ${url}: no operation of the API's description`),
      ...[...coverage.values()].filter(({ reached }) => reached === 0).map(({ route, calls }) => (calls === 0 ? `${route}: no case` : `${route}: ${calls} calls, none got through`)),
    ],
    outcomes,
    missingOutcomes: [...PROVIDER_CODES, ...KEY_CODES].filter((code) => !seen.has(code)),
    jobs: Object.fromEntries(driven.map(({ queue, ends }) => [queue, ends])),
    places: places.searched,
    calls: driven.reduce((sum, { client }) => sum + client.sent, 0),
  };
}

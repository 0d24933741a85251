import { fileURLToPath } from 'node:url';
import { randomCore } from '#redaction/search';
import { startRedis } from '../../backend/test/support/redis-server.js';
import { TELLTALE_REDIS } from '../support/scan/telltale.js';
import { until } from '../support/until.js';
import { registerUser, signInAdmin } from './cases/account.js';
import { KeyCarriers } from './cases/carriers.js';
import { HttpClient } from './cases/http.js';
import type { CleanUp } from './clean-up.js';
import { Places } from './places.js';
import { LEAKS, canary, makeSecrets, type Leak } from './secrets.js';
import { startInstallation, type QueueKind, type Servers } from './system/installation.js';
import type { AuditProviders } from './system/providers.js';

const PLANT = fileURLToPath(new URL('./leaks/plant.mjs', import.meta.url));

/** The place in which the audit must find what a class of leak leaks. */
const SHOWS_IN: Readonly<Record<Leak, RegExp>> = {
  'log line': /^logs/,
  'job data': /^(?:Redis: append-only|PostgreSQL: write-ahead)/,
  'error body': /^responses/,
  cache: /^heap of API/,
  closure: /^heap of API/,
  'temporary file': /^temporary files/,
  'metric label': /^metrics/,
};

/** A class of leak, planted in a process of the audit's own, and whether the audit saw it. */
export interface SeenLeak {
  readonly queue: QueueKind;
  readonly leak: Leak;
  /** Where it was found; empty when it was not. */
  readonly places: readonly string[];
  /** What keeps it in memory, as the heap of the API process tells. */
  readonly held: readonly string[];
  /** And a leak in memory was explained. */
  readonly isSeen: boolean;
}

/** The variables of the planted leaks in memory. */
const HELD_BY: Partial<Readonly<Record<Leak, RegExp>>> = { cache: /\.answersByKey \(Map\)/, closure: /\.closures \(Array\)/ };

const CHAT = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hello' }] };

export interface LeakOptions {
  readonly queue: QueueKind;
  readonly postgres: Servers['postgres'];
  readonly providers: AuditProviders;
  readonly folder: string;
  readonly cleanUp: CleanUp;
}

/** Starts an installation with a planted leak of each class, sends keys through it, and looks for them as the audit does. */
export async function seeLeaks({ queue, postgres, providers, folder, cleanUp }: LeakOptions): Promise<readonly SeenLeak[]> {
  const redis = await startRedis(TELLTALE_REDIS);
  cleanUp.add(() => redis.close());
  const secrets = makeSecrets();
  const cores = new Map<string, string>(LEAKS.map((leak) => [leak, randomCore()]));
  const places = new Places(secrets, () => [...cores].map(([name, secret]) => ({ name, secret })), folder);
  const installation = await startInstallation({ queue, servers: { postgres, redis, close: async () => undefined }, providers, secrets, folder, imports: [PLANT] });
  cleanUp.add(() => installation.close());
  try {
    await installation.startWorker();
    const client = new HttpClient(installation.url, places.responses);
    const user = await registerUser(client, secrets, await signInAdmin(client, secrets));
    const carriers = new KeyCarriers(client, user);
    const headersFor = (leak: Leak): Promise<Record<string, string>> =>
      carriers.header('openai', canary(cores.get(leak) ?? '', 'openai', 'good', `leak${leak.replaceAll(' ', '')}`), 'sealed');
    for (const leak of LEAKS) {
      const headers = { ...user.bearer, ...(await headersFor(leak)) };
      await client.send({ method: 'POST', path: '/api/v1/chat/completions', json: CHAT, headers });
      await client.send({ method: 'POST', path: '/api/jobs', json: { type: 'outline', transcript: 'About vaults.', model: 'gpt-6-luna' }, headers });
    }
    await client.send({ method: 'POST', path: '/api/v1/chat/completions', json: { ...CHAT, model: 'none' }, headers: user.bearer });
    await until(() => installation.tables.jobs(), (jobs) => jobs.length === LEAKS.length && jobs.every(({ status }) => status === 'completed' || status === 'failed'), 'The jobs of the planted leaks', 120);
    await places.metrics(installation);
    await places.processes(installation);
    await places.files(installation);
    if (queue === 'Redis') await places.redis({ redis });
    else await places.writeAheadLog(postgres);
    return LEAKS.map((leak) => {
      const seen = places.searched.filter(({ searcher }) => searcher.found.some(({ name }) => name === leak)).map(({ searcher }) => searcher.place);
      const held = places.searched.filter(({ searcher }) => SHOWS_IN[leak].test(searcher.place)).flatMap((place) => (place.held ?? []).filter(({ name }) => name === leak).map(({ path }) => path));
      const isExplained = held.some((path) => HELD_BY[leak]?.test(path)) || HELD_BY[leak] === undefined;
      return { queue, leak, places: seen, held, isSeen: isExplained && seen.some((place) => SHOWS_IN[leak].test(place)) };
    });
  } finally {
    await installation.close();
  }
}

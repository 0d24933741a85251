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
import { startInstallation, type Servers } from './system/installation.js';
import type { AuditProviders } from './system/providers.js';

const PLANT = fileURLToPath(new URL('./leaks/plant.mjs', import.meta.url));

/** The place in which the audit must find what a class of leak leaks. */
const SHOWS_IN: Readonly<Record<Leak, RegExp>> = {
  'log line': /^logs/,
  'job data': /^Redis: append-only/,
  'error body': /^responses/,
  cache: /^heap of API/,
  closure: /^heap of API/,
  'temporary file': /^temporary files/,
  'metric label': /^metrics/,
};

/** A class of leak, planted in a process of the audit's own, and whether the audit saw it. */
export interface SeenLeak {
  readonly leak: Leak;
  /** Where it was found; empty when it was not. */
  readonly places: readonly string[];
  readonly isSeen: boolean;
}

const CHAT = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hello' }] };

/** Starts an installation with a planted leak of each class, sends keys through it, and looks for them as the audit does. */
export async function seeLeaks(servers: Pick<Servers, 'postgres'>, providers: AuditProviders, folder: string, cleanUp: CleanUp): Promise<readonly SeenLeak[]> {
  const redis = await startRedis(TELLTALE_REDIS);
  cleanUp.add(() => redis.close());
  const secrets = makeSecrets();
  const cores = new Map<string, string>(LEAKS.map((leak) => [leak, randomCore()]));
  const places = new Places(secrets, () => [...cores].map(([name, secret]) => ({ name, secret })), folder);
  const installation = await startInstallation({ queue: 'Redis', servers: { postgres: servers.postgres, redis, close: async () => undefined }, providers, secrets, folder, imports: [PLANT] });
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
    await places.redis({ redis });
    return LEAKS.map((leak) => {
      const seen = places.searched.filter(({ searcher }) => searcher.found.some(({ name }) => name === leak)).map(({ searcher }) => searcher.place);
      return { leak, places: seen, isSeen: seen.some((place) => SHOWS_IN[leak].test(place)) };
    });
  } finally {
    await installation.close();
  }
}

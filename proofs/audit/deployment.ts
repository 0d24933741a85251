import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FALLBACK_HEADER } from '#contracts';
import { FORMS, Searcher, TEXT_FORMS, plantedForms, randomCore, type Form } from '#redaction/search';
import { echoed, everythingIn } from '../support/cluster/redis-keys.js';
import { openTables } from '../support/cluster/tables.js';
import type { Account } from './cases/account.js';
import { CARRIERS, KeyCarriers } from './cases/carriers.js';
import { HttpClient, type Call } from './cases/http.js';
import { inParallel } from './cases/in-parallel.js';
import { operationsOf } from './cases/operations.js';
import { isOfJobs, providerCalls } from './cases/provider-routes.js';
import type { Coverage } from './cases/drive-calls.js';
import { controlIds, searchLogs } from './deployment-log.js';
import { lookAtText } from './look-at-text.js';
import { OptionsError, type DeploymentOptions } from './options.js';
import type { AuditResult } from './own-system.js';
import type { SearchedPlace } from './places.js';
import { assertTaken } from './post-audit.js';
import { CONTROL } from './secrets.js';
import { startControlServer } from './system/control-server.js';

/** Few at a time: other people use the deployment. */
const AT_ONCE = 4;
/** Buffered logs and statements that are written in batches come within so many milliseconds. */
const SETTLE_MS = 3_000;

/**
 * Audits a running deployment with decoys: keys that no provider knows, under the policy `never`, so that nobody pays.
 * Of routes that take no key only those that read are called. It changes nothing but a job that fails and, with a data folder, an upload that begins; both are deleted.
 */
export async function auditDeployment(options: DeploymentOptions, tell: (line: string) => void): Promise<AuditResult> {
  const start = Date.now();
  await assertTaken(options, ['calls', 'admin']);
  const [core, control] = [randomCore(), randomCore()];
  const sought = [{ name: 'keys', secret: core }, { name: CONTROL, secret: control }];
  const places: SearchedPlace[] = [];
  const place = (name: string, mustSee: readonly Form[]): Searcher => {
    const searcher = new Searcher(name, sought);
    places.push({ searcher, mustSee });
    return searcher;
  };
  const responses = place('responses', FORMS);
  const controls = await startControlServer(plantedForms(control));
  await new HttpClient(controls.url, responses).send({ method: 'GET', path: '/' });
  await controls.close();

  const client = new HttpClient(options.url, responses);
  const bearer = { authorization: `Bearer ${options.token}` };
  const me = await client.send({ method: 'GET', path: '/api/me', headers: bearer });
  const user: Account = { id: (JSON.parse(me.body.toString('utf8')) as { id: string }).id, email: '', bearer, cookies: {} };
  await assertOfDeployment(options, client, user);
  const carriers = new KeyCarriers(client, user);
  const operations = await operationsOf(client);
  const coverage = new Map<string, Coverage>();
  let number = 0;
  const decoy = (): string => `sk-decoy-${(number += 1)}-${core}`;
  const send = async (route: string, call: Call, headers: Record<string, string>): Promise<void> => {
    const answered = await client.send({ ...call, headers: { ...call.headers, ...bearer, ...headers } });
    const row = coverage.get(route) ?? { route, calls: 0, reached: 0 };
    coverage.set(route, { ...row, calls: row.calls + 1, reached: row.reached + (answered.status === 0 ? 0 : 1) });
  };

  tell(`Decoy keys through ${operations.length} routes of ${options.url}…`);
  const keyed = operations.filter((operation) => operation.takesKeys && !isOfJobs(operation)).flatMap((operation) => providerCalls(operation).map((way) => ({ operation, way })));
  await inParallel(keyed, AT_ONCE, async ({ operation, way }) => {
    for (const carrier of CARRIERS) await send(operation.name, way.call('Hello'), { ...(await carriers.header(way.provider, decoy(), carrier)), [FALLBACK_HEADER]: 'never' });
    const { path } = way.call('Hello');
    await send(operation.name, { ...way.call('Hello'), path: `${path}${path.includes('?') ? '&' : '?'}key=${decoy()}` }, { [FALLBACK_HEADER]: 'never' });
  });
  const reading = operations.filter(({ method, takesKeys, path }) => method === 'GET' && !takesKeys && !path.endsWith('/events'));
  await inParallel(reading, AT_ONCE, async ({ name, path }) => {
    const at = path.replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
    for (const carrier of CARRIERS) await send(name, { method: 'GET', path: at }, await carriers.everyHeader(decoy, carrier));
  });
  const job = await client.send({ method: 'POST', path: '/api/jobs', json: { type: 'outline', transcript: 'About vaults.' }, headers: { ...bearer, ...(await carriers.everyHeader(decoy, 'sealed')), [FALLBACK_HEADER]: 'never' } });
  coverage.set('POST /api/jobs', { route: 'POST /api/jobs', calls: 1, reached: job.status === 0 ? 0 : 1 });
  for (const id of controlIds(control)) await client.send({ method: 'GET', path: '/api/catalog', headers: { ...bearer, 'x-request-id': id } });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

  try {
    tell('Searching…');
    await search(options, control, place);
  } finally {
    if (job.status === 202) await forget(client, bearer, (JSON.parse(job.body.toString('utf8')) as { id: string }).id);
  }
  return {
    date: new Date(start).toISOString(),
    seconds: Math.round((Date.now() - start) / 1000),
    leaks: [],
    coverage: [...coverage.values()],
    unreached: [...coverage.values()].filter(({ reached }) => reached === 0).map(({ route }) => `${route}: no answer`),
    outcomes: Object.fromEntries(client.outcomes),
    missingOutcomes: [],
    jobs: {},
    places,
    calls: client.sent,
    notCalled: notCalledOf(operations.length, operations.filter(({ name }) => !coverage.has(name)).length),
  };
}

/** Why a deployment's number of routes is smaller than that of the system that the audit starts itself. */
function notCalledOf(all: number, left: number): string {
  return `Of the ${all} routes of this deployment ${left} were left alone: those that change what belongs to people, second tries of jobs, and streams of events. npm run audit:keys without --url sends keys through them, too, in a system of its own.`;
}

/** A search of other places than the deployment's finds nothing. Before any decoy is sent. @throws OptionsError that names the option */
async function assertOfDeployment({ dataDirs, database, redis }: DeploymentOptions, client: HttpClient, { id: userId, bearer }: Account): Promise<void> {
  if (dataDirs.length > 0) await assertDataDirs(dataDirs, client, userId, bearer);
  if (database !== undefined) {
    const tables = openTables(database);
    const isIts = await readable('--database', async () => {
      const [table] = await tables.query<{ name: string | null }>("select to_regclass('users')::text as name");
      return table?.name === null ? [] : tables.query('select 1 from users where id = $1', [userId]);
    }).finally(() => tables.close());
    if (isIts.length === 0) throw new OptionsError("What --database names is not the deployment's: the token's user is not in it.");
  }
  if (redis !== undefined && !/\bbyok:/.test(await readable('--redis', () => everythingIn(redis)))) {
    throw new OptionsError("What --redis names is not the deployment's: it has no queue of the application in it.");
  }
}

/** An upload that begins must be seen in each of them; it goes again. @throws OptionsError */
async function assertDataDirs(folders: readonly string[], client: HttpClient, userId: string, bearer: Record<string, string>): Promise<void> {
  const tus = { ...bearer, 'tus-resumable': '1.0.0' };
  const begun = await client.send({ method: 'POST', path: '/api/uploads', headers: { ...tus, 'upload-length': '1', 'upload-metadata': `filename ${Buffer.from('audit.wav').toString('base64')}` } });
  const id = /[^/]+$/.exec(String(begun.headers['location'] ?? ''))?.[0];
  if (begun.status !== 201 || id === undefined) throw new OptionsError(`The deployment takes no upload (${begun.status}), by which its data folder would be known. Wait a minute, or leave --data-dir out.`);
  try {
    for (const folder of folders) {
      const names = await readdir(join(folder, 'uploads', 'arriving', userId)).catch((): string[] => []);
      if (!names.some((name) => name.startsWith(id))) throw new OptionsError(`${folder} is not the deployment's data folder: an upload that began did not come there. Name its DATA_DIR.`);
    }
  } finally {
    await client.send({ method: 'DELETE', path: `/api/uploads/${id}`, headers: tus });
  }
}

/** Looks where the operator lets it look. @throws OptionsError for a server that can't be read */
async function search(options: DeploymentOptions, control: string, place: (name: string, mustSee: readonly Form[]) => Searcher): Promise<void> {
  if (options.logs.length > 0) await searchLogs(place('logs', FORMS), options.logs, control);
  const texts = plantedForms(control).filter(({ form }) => TEXT_FORMS.includes(form)).map(({ bytes }) => bytes.toString('utf8'));
  for (const folder of options.dataDirs) await searchFolder(place(`data folder ${folder}`, FORMS), folder, control);
  if (options.database !== undefined) {
    const rows = place('rows of the database', TEXT_FORMS);
    const tables = openTables(options.database);
    await readable('--database', async () => {
      lookAtText(rows, 'all tables', await tables.everything());
      for (const text of texts) lookAtText(rows, 'a query', JSON.stringify(await tables.query('select $1::text as control', [text])));
    });
    await tables.close();
  }
  const { redis } = options;
  if (redis !== undefined) {
    const keys = place('live keys of Redis', TEXT_FORMS);
    lookAtText(keys, 'all keys', await readable('--redis', () => everythingIn(redis)));
    // Nothing is written there: it gives back what it is told.
    lookAtText(keys, 'echoes', JSON.stringify(await readable('--redis', () => echoed(redis, texts))));
  }
}

/** @throws OptionsError that names the option and what its server's client says, never the address, which may hold a password */
async function readable<Value>(option: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new OptionsError(`What ${option} names can't be read: ${(error as Error).message}`);
  }
}

/** With controls in a file of their own, which goes again. */
async function searchFolder(searcher: Searcher, folder: string, control: string): Promise<void> {
  const file = join(folder, `audit-control-${control.slice(0, 6)}`);
  await writeFile(file, Buffer.concat(plantedForms(control).map(({ bytes }) => Buffer.concat([bytes, Buffer.from('\n')]))), { mode: 0o600, flag: 'wx' });
  try {
    await searcher.lookBelow(folder);
  } finally {
    await rm(file, { force: true });
  }
}

async function forget(client: HttpClient, bearer: Record<string, string>, id: string): Promise<void> {
  await client.send({ method: 'DELETE', path: `/api/jobs/${id}`, headers: bearer });
  await client.send({ method: 'DELETE', path: `/api/jobs/${id}?forget=true`, headers: bearer });
}

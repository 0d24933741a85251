import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FORMS, Searcher, plantedForms, randomCore } from '#redaction/search';
import { startRedis } from '../backend/test/support/redis-server.js';
import { signInAdmin, type Account } from './audit/cases/account.js';
import { HttpClient } from './audit/cases/http.js';
import { CleanUp } from './audit/clean-up.js';
import { controlIds, searchLogs } from './audit/deployment-log.js';
import { auditDeployment } from './audit/deployment.js';
import { OptionsError } from './audit/options.js';
import { assertTaken } from './audit/post-audit.js';
import { checksOf, placeChecks, placeTable, printed } from './audit/report.js';
import { makeSecrets } from './audit/secrets.js';
import { startInstallation, startServers, type Installation, type Servers } from './audit/system/installation.js';
import { startAuditProviders } from './audit/system/providers.js';
import { privateFolder } from './audit/system/secret-files.js';
import { until } from './support/until.js';

/** Lines of the log are written many at a time. */
const LOGGED_MS = 2_000;
const told: string[] = [];
const tell = (line: string): void => void told.push(line);

describe('an audit of a running deployment', () => {
  const secrets = makeSecrets();
  const cleanUp = new CleanUp();
  const files = mkdtempSync(join(tmpdir(), 'byok-audit-proof-'));
  const log = join(files, 'byok.log');
  let servers: Servers;
  let installation: Installation;
  let client: HttpClient;
  let admin: Account;

  beforeAll(async () => {
    const folder = await privateFolder(tell);
    cleanUp.add(() => folder.remove());
    servers = await startServers();
    cleanUp.add(() => servers.close());
    const providers = await startAuditProviders();
    cleanUp.add(() => providers.close());
    installation = await startInstallation({ queue: 'Redis', servers, providers, secrets, folder: folder.path });
    cleanUp.add(() => installation.close());
    await installation.startWorker();
    client = new HttpClient(installation.url, new Searcher('answers', []));
    admin = await signInAdmin(client, secrets);
  });
  afterAll(async () => {
    await cleanUp.run(tell);
    rmSync(files, { recursive: true, force: true });
  });

  const tokenOf = async (...scopes: string[]): Promise<string> => {
    const { body } = await client.send({ method: 'POST', path: '/api/auth/tokens', json: { name: 'audit', expiresInDays: 1, scopes }, headers: admin.cookies });
    return (JSON.parse(body.toString('utf8')) as { token: string }).token;
  };

  it.each([
    ['calls', 'admin'],
    ['admin', 'calls'],
  ])('says of a token of the scope %s alone that it lacks %s, before it sends anything', async (scope, lacking) => {
    const token = await tokenOf(scope);
    await sleep(LOGGED_MS);
    const sizeBefore = installation.api.output().length;
    const audit = auditDeployment({ url: installation.url, token, logs: [], dataDirs: [], database: undefined, redis: undefined }, tell);
    await expect(audit).rejects.toBeInstanceOf(OptionsError);
    await expect(audit).rejects.toThrow(`it needs the scope ${lacking}`);
    await sleep(LOGGED_MS);
    const routes = [...installation.api.output().slice(sizeBefore).matchAll(/"route":"([^"]+)"/g)].map(([, route]) => route);
    expect(new Set(routes)).toEqual(new Set(scope === 'calls' ? ['/api/me', '/api/admin/switches'] : ['/api/me']));
  });

  it('says before a run of its own that the deployment would not take the result', async () => {
    const target = { url: installation.url, token: await tokenOf('calls', 'account') };
    await expect(assertTaken(target, ['admin'])).rejects.toThrow(/needs the scope admin \(403: .*it needs the scope admin/);
    await expect(assertTaken({ ...target, url: 'http://127.0.0.1:1' }, ['admin'])).rejects.toThrow('http://127.0.0.1:1 does not answer.');
    await expect(assertTaken({ ...target, token: await tokenOf('admin') }, ['admin'])).resolves.toBeUndefined();
  });

  it('sees all encodings in the log and in every place, and says which routes it left alone', async () => {
    // The log is read when all was sent: what the process has said by then.
    const token = await tokenOf('calls', 'admin');
    const following = setInterval(() => writeFileSync(log, installation.api.log()), 200);
    writeFileSync(log, '');
    const result = await auditDeployment({ url: installation.url, token, logs: [log], dataDirs: [installation.dataDir], database: installation.databaseUrl, redis: servers.redis.url }, tell).finally(() => clearInterval(following));
    const checks = checksOf(result);
    expect(checks.filter(({ isPassed }) => !isPassed)).toEqual([]);
    expect(checks.find(({ name }) => name === 'sees into logs')).toMatchObject({ detail: '13 encodings' });
    expect(placeTable(result.places)).not.toContain('0 of 0');
    const called = result.coverage.length;
    expect(printed(result, checks)).toMatch(/Of the (\d+) routes of this deployment (\d+) were left alone/);
    const [, all, left] = (/Of the (\d+) routes of this deployment (\d+)/.exec(result.notCalled ?? '') ?? []).map(Number) as [number, number, number];
    expect(all - left).toBe(called);
    expect(left).toBeGreaterThan(10);
  });

  it('does not pass with a place that had no controls', () => {
    expect(placeChecks([{ searcher: new Searcher('a place', []), mustSee: [] }])).toContainEqual({ name: 'sees into a place', isPassed: false, detail: '0 encodings' });
  });

  it('finds a key in a line of the log as JSON writes it, and in every encoding', async () => {
    const [core, control] = [randomCore(), randomCore()];
    const spelled = String.raw`\u0041`.slice(0, 2) + [...core].map((letter) => `00${letter.charCodeAt(0).toString(16)}`).join(String.raw`\u`);
    writeFileSync(log, `${JSON.stringify({ level: 30, msg: spelled })}\n${controlIds(control).join('\n')}\n`);
    const searcher = new Searcher('logs', [{ name: 'keys', secret: core }, { name: 'control', secret: control }]);
    await searchLogs(searcher, [log], control);
    expect(searcher.found.filter(({ name }) => name === 'keys').map(({ form }) => form)).toContain('json');
    expect([...new Set(searcher.found.filter(({ name }) => name === 'control').map(({ form }) => form))].sort()).toEqual([...FORMS].sort());
    // What ids can carry is not proved by the audit's own file.
    const unseen = new Searcher('logs', [{ name: 'control', secret: control }]);
    writeFileSync(log, '');
    await searchLogs(unseen, [log], control);
    const proved: readonly string[] = unseen.found.map(({ form }) => form);
    for (const form of ['plain', 'reversed', 'hex', 'HEX', 'base64 at 0', 'base64 at 1', 'base64 at 2']) expect(proved).not.toContain(form);
    expect(plantedForms(control)).toHaveLength(FORMS.length);
  });
});

it('an audit that is interrupted takes down a Redis that the same Ctrl-C has ended already', async () => {
  const redis = await startRedis();
  await redis.ask('shutdown nosave').catch(() => undefined);
  await until(() => redis.ask('ping').then(() => 'there', () => 'gone'), (state) => state === 'gone', 'The end of Redis', 30);
  await redis.close();
  expect(existsSync(redis.folder)).toBe(false);
});

import { signInAdmin, registerUser } from './audit/cases/account.js';
import { HttpClient } from './audit/cases/http.js';
import { CleanUp } from './audit/clean-up.js';
import { Places } from './audit/places.js';
import { placeChecks } from './audit/report.js';
import { makeSecrets, soughtIn } from './audit/secrets.js';
import { startInstallation, startServers } from './audit/system/installation.js';
import { startAuditProviders } from './audit/system/providers.js';
import { privateFolder } from './audit/system/secret-files.js';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
/** Too large to share a statement: each is written by itself, on a connection that is opened for it. */
const LARGE_TEXT = 'About vaults. '.repeat(6_000);
const AT_ONCE = 8;

describe('after calls that all come at the same time', () => {
  const cleanUp = new CleanUp();
  afterAll(() => cleanUp.run(tell));

  it('the memory of the API process keeps none of their texts, though the connections that were opened for them live on', async () => {
    const secrets = makeSecrets();
    const folder = await privateFolder(tell);
    cleanUp.add(() => folder.remove());
    const servers = await startServers();
    cleanUp.add(() => servers.close());
    const providers = await startAuditProviders();
    cleanUp.add(() => providers.close());
    const installation = await startInstallation({ queue: 'PostgreSQL', servers, providers, secrets, folder: folder.path });
    cleanUp.add(() => installation.close());
    const places = new Places(secrets, (kind) => soughtIn(kind, secrets), folder.path);
    const client = new HttpClient(installation.url, places.responses);
    const user = await registerUser(client, secrets, await signInAdmin(client, secrets));
    // The token is known from now on, so that nothing is asked of the database before the texts are written.
    await client.send({ method: 'GET', path: '/api/me', headers: user.bearer });
    const submitted = await Promise.all(Array.from({ length: AT_ONCE }, () => client.send({ method: 'POST', path: '/api/jobs', json: { type: 'outline', transcript: `${secrets.texts} ${LARGE_TEXT}`, model: 'gpt-6-luna' }, headers: user.bearer })));
    expect(submitted.map(({ status }) => status)).toEqual(submitted.map(() => 202));
    for (const { body } of submitted) await client.send({ method: 'DELETE', path: `/api/jobs/${(JSON.parse(body.toString('utf8')) as { id: string }).id}`, headers: user.bearer });
    await places.processes(installation);
    const heap = places.searched.filter(({ searcher }) => searcher.place.startsWith('heap of API'));
    expect(heap).toHaveLength(1);
    expect(placeChecks(heap).filter(({ isPassed }) => !isPassed)).toEqual([]);
    const [{ connections } = { connections: 0 }] = await installation.tables.query<{ connections: number }>(`select count(*)::int as connections from pg_stat_activity where application_name = 'byok' and datname = current_database()`);
    // One that had become free in time served two of them.
    expect(connections).toBeGreaterThanOrEqual(AT_ONCE / 2);
  });
});

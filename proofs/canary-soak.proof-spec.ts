import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FORMS, Searcher, randomCore } from '#redaction/search';
import { registerUser, signInAdmin } from './audit/cases/account.js';
import { KeyCarriers } from './audit/cases/carriers.js';
import { HttpClient } from './audit/cases/http.js';
import { CleanUp } from './audit/clean-up.js';
import { Places } from './audit/places.js';
import { placeChecks } from './audit/report.js';
import { makeSecrets, soughtIn } from './audit/secrets.js';
import { startInstallation, startServers, type Installation, type Servers } from './audit/system/installation.js';
import { privateFolder } from './audit/system/secret-files.js';
import { BareCaller, ProductCaller, type SoakRun } from './support/canary-soak/callers.js';
import { missedAtBlockEnds, proveBodies } from './support/canary-soak/eyes.js';
import { startBareProxy, startSoakProviders } from './support/canary-soak/helpers.js';
import { FAULTS, FAULT_SHARE } from './support/canary-soak/orders.js';
import { PROVIDER_TIMEOUT_MS } from './support/canary-soak/provider-answers.js';
import { soakPage, soakTables, type SoakResult } from './support/canary-soak/report.js';
import { LIVE_TOLERANCE, RESIDENT_TOLERANCE, restingMemory, type RestingMemory } from './support/canary-soak/resting-memory.js';
import { inRounds } from './support/canary-soak/rounds.js';
import { FirstBytes } from './support/canary-soak/tally.js';
import { MemoryWatch } from './support/soak/memory.js';

/** `BYOK_SOAK=full` runs the whole, by hand on a quiet machine, and writes docs/canary-soak.md. */
const IS_FULL = process.env['BYOK_SOAK'] === 'full';
/** With what is on its way at each round's end it takes ten minutes, or one. */
const BOUNDS = { seconds: IS_FULL ? 520 : 45, bytes: IS_FULL ? 15e9 : 1.5e9, connections: 64 };
const ROUNDS = IS_FULL ? 6 : 2;
const REPORT = fileURLToPath(new URL('../docs/canary-soak.md', import.meta.url));
/** The operator's keys step in as often as they are asked to. */
const UNBOUNDED = { PLATFORM_RUB_PER_DAY: '999999999', PROVIDER_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS), PROVIDER_STREAM_TIMEOUT_MS: String(PROVIDER_TIMEOUT_MS) };

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

describe('calls with canary keys, half of them failing in every way that a provider knows', () => {
  const secrets = makeSecrets();
  const run: SoakRun = { seed: process.env['BYOK_SOAK_SEED'] ?? randomCore(8), secrets, firstBytes: new FirstBytes() };
  const cleanUp = new CleanUp();
  let places: Places;
  let servers: Servers;
  let installation: Installation;
  let bareUrl: string;

  beforeAll(async () => {
    const folder = await privateFolder(tell);
    cleanUp.add(() => folder.remove());
    places = new Places(secrets, (kind) => soughtIn(kind, secrets), folder.path);
    servers = await startServers();
    cleanUp.add(() => servers.close());
    const providers = await startSoakProviders();
    cleanUp.add(() => providers.close());
    const bare = await startBareProxy(providers.origins);
    cleanUp.add(() => bare.close());
    bareUrl = bare.url;
    installation = await startInstallation({ queue: 'Redis', servers, providers, secrets, folder: folder.path, environment: UNBOUNDED });
    cleanUp.add(() => installation.close());
  });
  afterAll(() => cleanUp.run(tell));

  it('are looked for by a search that sees a key which the end of a block cuts in two', () => {
    expect(missedAtBlockEnds(secrets.control)).toEqual([]);
  });

  it('end as their provider explains, leave no key anywhere and no memory behind', async () => {
    const bodies = places.place('bodies that streamed by', 'responses', FORMS);
    await places.proveResponses();
    await proveBodies(secrets.control, bodies);
    const client = new HttpClient(installation.url, places.responses);
    const user = await registerUser(client, secrets, await signInAdmin(client, secrets));
    const product = new ProductCaller(run, installation.url, new KeyCarriers(client, user), bodies);
    const bare = new BareCaller(run, bareUrl, new Searcher('the bare proxy', soughtIn('responses', secrets)));
    const memory = new MemoryWatch(installation.api.pid);
    const started = performance.now();
    const rested: RestingMemory[] = [];
    await inRounds(ROUNDS, BOUNDS, product, bare, async (round) => {
      if (round === ROUNDS / 2 || round === ROUNDS) rested.push(await restingMemory(installation.api));
    });
    const [middle, end] = rested as [RestingMemory, RestingMemory];
    const seconds = (performance.now() - started) / 1000;
    const loaded = memory.end();

    await places.metrics(installation);
    await places.processes(installation);
    await places.rows(installation);
    await places.files(installation);
    await places.redis(servers);
    await places.postgres(servers, [installation]);
    const failed = placeChecks(places.searched).filter(({ isPassed }) => !isPassed).map(({ name, detail }) => `${name}: ${detail}`);
    const result: SoakResult = { run, seconds, connections: BOUNDS.connections, product, bare, middle, end, loaded, places: places.searched, failed };
    process.stdout.write(`${[soakTables(result), ...product.unexplained.slice(0, 10), ...failed].join('\n\n')}\n`);
    if (IS_FULL) await writeFile(REPORT, soakPage(result));

    expect(product.unexplained.slice(0, 10)).toEqual([]);
    expect(installation.api.output().match(/request failed|"code":"unavailable"/g)).toBeNull();
    expect(failed).toEqual([]);
    for (const fault of FAULTS) expect({ fault, share: product.ends.shareOf(fault) }).toEqual({ fault, share: expect.closeTo(FAULT_SHARE, IS_FULL ? 2 : 1) as number });
    expect(end.live).toBeLessThan(middle.live + LIVE_TOLERANCE);
    expect(end.resident).toBeLessThan(middle.resident + RESIDENT_TOLERANCE);
  }, (BOUNDS.seconds + 600) * 1_000);
});

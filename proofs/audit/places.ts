import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { FORMS, Searcher, TEXT_FORMS, plantedForms, withZeros, withoutEscapes, type Form, type Planted, type Sought } from '#redaction/search';
import { everythingIn } from '../support/cluster/redis-keys.js';
import { until } from '../support/until.js';
import type { Tables } from '../support/cluster/tables.js';
import { HttpClient } from './cases/http.js';
import { explainHeap } from './heap/explain.js';
import type { HeldSecret } from './heap/retaining-paths.js';
import { lookAtText } from './look-at-text.js';
import { untilIdle } from './rest.js';
import { CONTROL, type PlaceKind, type RunSecrets } from './secrets.js';
import { startControlServer } from './system/control-server.js';
import type { Installation, Servers } from './system/installation.js';
import type { ProbedProcess } from './system/probed-process.js';

/** A place that was searched, and the encodings that a control in it must be found in: without any it fails. */
export interface SearchedPlace {
  readonly searcher: Searcher;
  readonly mustSee: readonly Form[];
  /** Of a heap: what keeps the secrets that were found there. */
  readonly held?: readonly HeldSecret[];
}

/** What a heap snapshot shows: strings. What is packed lies outside of V8's heap, as Buffers do. */
const HEAP_FORMS: readonly Form[] = FORMS.filter((form) => form !== 'gzip');

const WRITE_AHEAD_LOG = /^pg_wal\//;

/** Searches every place of an audit; each gets its own searcher, so that a control in one proves nothing for another. */
export class Places {
  readonly responses: Searcher;
  readonly #all: (SearchedPlace & { held?: readonly HeldSecret[] })[] = [];
  readonly #planted: readonly Planted[];

  constructor(
    private readonly secrets: Pick<RunSecrets, 'control' | 'metricsToken'>,
    private readonly soughtIn: (kind: PlaceKind) => readonly Sought[],
    /** Mode 700, in memory. */
    private readonly folder: string,
  ) {
    this.#planted = plantedForms(secrets.control);
    this.responses = this.place('responses', 'responses', FORMS);
  }

  get searched(): readonly SearchedPlace[] {
    return this.#all;
  }

  /** Answers that hold controls in status line, headers and body, through the client that every call goes through. */
  async proveResponses(): Promise<void> {
    const server = await startControlServer(this.#planted);
    const client = new HttpClient(server.url, this.responses);
    await client.send({ method: 'GET', path: '/controls' });
    await server.close();
  }

  /** What an installation's processes hold, tell and were started with; to be called while they run. Waits until they rest. */
  async processes(installation: Installation): Promise<void> {
    await untilIdle(installation, this.secrets);
    const { queue } = installation;
    const running = installation.processes.filter((one) => one.isRunning());
    const startedWith = this.place(`environment and command line (${queue})`, 'process', TEXT_FORMS);
    for (const one of running) for (const file of ['environ', 'cmdline', 'comm']) startedWith.look(`${one.name}: ${file}`, await readFile(`/proc/${one.pid}/${file}`));
    for (const one of running) await this.#heap(one);
    const log = this.place(`logs (${queue})`, 'log', FORMS);
    for (const one of running) for (const { bytes } of this.#planted) await one.ask('say', { base64: bytes.toString('base64') });
    for (const one of installation.processes) lookAtText(log, one.name, one.log());
  }

  async #heap(one: ProbedProcess): Promise<void> {
    const file = join(this.folder, `${one.name.replace(/\W+/g, '-')}.heapsnapshot`);
    for (const { form, bytes } of this.#planted) if (HEAP_FORMS.includes(form)) await one.ask('hold', { base64: bytes.toString('base64') });
    try {
      await one.ask('heap', { file });
      const place = this.place(`heap of ${one.name}`, 'heap', HEAP_FORMS);
      const snapshot = withoutEscapes(await readFile(file));
      place.look(one.name, snapshot);
      place.lookAgain(one.name, withZeros(snapshot));
      await this.#explain(place, file);
    } finally {
      await rm(file, { force: true });
    }
  }

  /** @param file of the snapshot in which the place's secrets were found */
  async #explain(place: Searcher, file: string): Promise<void> {
    const names = new Set(place.found.map(({ name }) => name).filter((name) => name !== CONTROL));
    const searched = this.#all.find(({ searcher }) => searcher === place);
    if (names.size > 0 && searched !== undefined) searched.held = await explainHeap(file, this.soughtIn('heap').filter(({ name }) => names.has(name)));
  }

  async metrics(installation: Installation): Promise<void> {
    const place = this.place(`metrics (${installation.queue})`, 'metrics', TEXT_FORMS);
    const texts = this.#planted.filter(({ form }) => TEXT_FORMS.includes(form)).map(({ bytes }) => bytes.toString('utf8'));
    await installation.api.ask('measure', { texts });
    const answer = await fetch(`${installation.url}/metrics`, { headers: { authorization: `Bearer ${this.secrets.metricsToken}` } });
    lookAtText(place, 'GET /metrics', `${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
  }

  /** The application's own folders, and what its processes put where programs put temporary files. */
  async files(installation: Installation): Promise<void> {
    for (const [what, kind, path] of [['data folder', 'data', installation.dataDir], ['temporary files', 'temporary', installation.temporary]] as const) {
      const controls = join(path, 'audit-controls');
      await mkdir(controls);
      for (const [index, { bytes }] of this.#planted.entries()) await writeFile(join(controls, String(index)), bytes);
      // The secrets that the server made for itself belong here.
      await this.place(`${what} (${installation.queue})`, kind, FORMS).lookBelow(path);
      await rm(controls, { recursive: true });
    }
  }

  /** Live rows, as text: those of the application and of its queue. */
  async rows(installation: Installation): Promise<void> {
    await installation.tables.query('create table if not exists audit_controls (value bytea, words text)');
    // Twice: the head of a page of the write-ahead log may stand in the middle of one.
    for (const { form, bytes } of [...this.#planted, ...this.#planted]) {
      await installation.tables.query('insert into audit_controls values ($1, $2)', [bytes, TEXT_FORMS.includes(form) ? bytes.toString('utf8') : null]);
    }
    lookAtText(this.place(`rows (${installation.queue})`, 'rows', TEXT_FORMS), 'all tables', await installation.tables.everything());
  }

  /** All files of PostgreSQL: tables, write-ahead log, its own log; after `rows` has put controls there. */
  async postgres({ postgres }: Servers, installations: readonly Installation[]): Promise<void> {
    for (const { tables } of installations) await tables.query('checkpoint');
    await this.#plantBeside(postgres.folder, installations[0]?.tables);
    const isOf = { tables: /^base\//, 'write-ahead log': WRITE_AHEAD_LOG, log: /^log\// };
    await this.place('PostgreSQL: tables', 'database', FORMS).lookBelow(postgres.folder, (path) => isOf.tables.test(path));
    await this.writeAheadLog(postgres);
    await this.place('PostgreSQL: its log', 'database log', TEXT_FORMS).lookBelow(postgres.folder, (path) => isOf.log.test(path));
    await this.place('PostgreSQL: other files', 'database', FORMS).lookBelow(postgres.folder, (path) => !Object.values(isOf).some((pattern) => pattern.test(path)));
  }

  async writeAheadLog({ folder }: Servers['postgres']): Promise<void> {
    await this.place('PostgreSQL: write-ahead log', 'database', FORMS).lookBelow(folder, (path) => WRITE_AHEAD_LOG.test(path));
  }

  /** Text where the server keeps what belongs to no database, the other forms in a file beside. */
  async #plantBeside(folder: string, tables: Tables | undefined): Promise<void> {
    const [texts, others] = [true, false].map((isText) => this.#planted.filter(({ form }) => TEXT_FORMS.includes(form) === isText)) as [Planted[], Planted[]];
    const comment = texts.map(({ bytes }) => bytes.toString('utf8')).join(' ');
    await tables?.query(`comment on database postgres is '${comment}'`);
    await tables?.query('checkpoint');
    await writeFile(join(folder, 'audit-controls'), Buffer.concat(others.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])));
  }

  async redis({ redis }: Pick<Servers, 'redis'>): Promise<void> {
    const client = new Redis(redis.url);
    for (const [index, { bytes }] of this.#planted.entries()) await client.set(`audit-control:${index}`, bytes);
    await until(() => client.save().catch(() => 'busy'), (answer) => answer === 'OK', 'The snapshot of Redis');
    client.disconnect();
    const isDump = (path: string): boolean => path.endsWith('.rdb') && !path.includes('appendonlydir');
    await this.place('Redis: memory dump', 'queue', FORMS).lookBelow(redis.folder, isDump);
    await this.place('Redis: append-only file', 'queue', FORMS).lookBelow(redis.folder, (path) => !isDump(path));
    lookAtText(this.place('Redis: live keys', 'queue', TEXT_FORMS), 'all keys', await everythingIn(redis.url));
  }

  /** One more place of this audit. */
  place(name: string, kind: PlaceKind, mustSee: readonly Form[]): Searcher {
    const searcher = new Searcher(name, [...this.soughtIn(kind), { name: CONTROL, secret: this.secrets.control }]);
    this.#all.push({ searcher, mustSee });
    return searcher;
  }
}


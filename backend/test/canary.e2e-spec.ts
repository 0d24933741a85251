import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BYOK_PROVIDERS, KEY_HEADERS, type ByokProviderId } from '#contracts';
import type { ScriptedAnswer } from '#sandbox';
import { files } from '#testing';
import '#testing/jest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { NATIVE_ROUTES, type NativeRoute } from '../src/gateway/index.js';
import { startApplication, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, FACES, MODES, TRANSCRIBING_MODELS, chatCall } from './support/calls.js';
import { sealFor } from './support/sealing.js';
import { wav } from './support/wav.js';

/** In every key of this run, and nowhere by chance. */
const MARK = randomBytes(16).toString('hex');
/** Goes into the database on purpose, so that the search is known to find what is there. */
const CONTROL = `control-${randomBytes(12).toString('hex')}`;

/** In every prompt: what people ask is not logged either. */
const PROMPT = `prompt ${randomBytes(12).toString('hex')}`;

const STANDINGS = ['good', 'invalid', 'nocredit', 'ratelimited', 'forbidden', 'region', 'overloaded', 'slow', 'midstream'] as const;
const PREFIXES: Readonly<Record<ByokProviderId, string>> = { openai: 'sk-proj-', anthropic: 'sk-ant-api03-', gemini: 'AIzaSy' };
const CARRIERS = ['header', 'envelope'] as const;

let app: TestApplication;
let user: TestUser;
let requests = 0;
const expectedLines: string[] = [];

/** A server of its own: what other files write would push what this one wrote out of a shared write-ahead log. */
const databaseFolder = mkdtempSync(join(tmpdir(), 'byok-canary-'));
let server: EmbeddedPostgres;

beforeAll(async () => {
  const logger = { info: () => undefined, warn: () => undefined };
  server = await startEmbeddedPostgres({ dataDir: databaseFolder, logger, settings: { fsync: 'off', synchronous_commit: 'off', max_connections: '100' } });
  app = await startApplication({ LOG_LEVEL: 'trace' }, server.connectionString());
  user = await app.user();
  await app.accounts.register(`${CONTROL}@example.test`);
});
afterAll(async () => {
  await app?.close();
  await server?.close();
  rmSync(databaseFolder, { recursive: true, force: true });
});
afterEach(() => app.unscript());

const keyFor = (provider: ByokProviderId, standing: string) => `${PREFIXES[provider]}sandbox-${standing}-${MARK}`;
/** A key that no pattern knows. */
const shapelessKey = (standing: string) => `sandbox/-${standing}/${MARK}`;

async function carried(provider: ByokProviderId, key: string, carrier: (typeof CARRIERS)[number]): Promise<Record<string, string>> {
  return { [KEY_HEADERS[provider]]: carrier === 'header' ? key : await sealFor(app, user, provider, key) };
}

/** Sends, reads all that comes, and looks for the key in it. */
async function send(path: string, options: RequestOptions & { leaveAfterMs?: number }): Promise<number> {
  const id = `canary-${(requests += 1)}`;
  expectedLines.push(id);
  const client = new AbortController();
  if (options.leaveAfterMs !== undefined) setTimeout(() => client.abort(), options.leaveAfterMs);
  const answer = await app
    .fetch(user, path, { ...options, headers: { ...options.headers, 'x-request-id': id }, signal: client.signal })
    .then(async (response) => ({ status: response.status, headers: response.headers, body: await response.arrayBuffer() }))
    // The client left, or the answer broke off.
    .catch(() => undefined);
  if (answer === undefined) return 0;
  expect(answer).toHoldNoKey(MARK);
  return answer.status;
}

const HTTP_CALLS = BYOK_PROVIDERS.flatMap((provider) => FACES.flatMap((face) => MODES.map((mode) => ({ provider, ...chatCall(face, provider, mode, PROMPT) }))));

function audioForm(model: string): FormData {
  const form = new FormData();
  form.set('model', model);
  form.set('file', new Blob([wav(2)], { type: 'audio/wav' }), 'a.wav');
  return form;
}

interface StoredCall {
  readonly provider: ByokProviderId;
  readonly route: NativeRoute;
  readonly path: string;
}

/** Every route about what a provider stores, with an id that nobody has. */
const STORED_CALLS: readonly StoredCall[] = BYOK_PROVIDERS.flatMap((provider) =>
  NATIVE_ROUTES[provider]
    .filter(({ isStored }) => isStored === true)
    .map((route) => ({ provider, route, path: `/api/${provider}/${route.path.replace('<version>', 'v1beta').replace('<model>', CHAT_MODELS[provider]).replaceAll('<id>', 'abc123')}` })),
);
/** One of each kind: an object, a list, a file, results, an upload. */
const SOME_STORED_CALLS = STORED_CALLS.filter(({ route: { path, method } }) => method !== 'DELETE' && /(?:batches|files|files\/<id>\/content|results|:download|conversations|interactions\/<id>)$/.test(path));

function storedOptions({ provider, route }: StoredCall): RequestOptions {
  const headers = { 'anthropic-version': '2023-06-01' };
  if (route.body === 'json') return { method: route.method, headers, json: { model: `models/${CHAT_MODELS.gemini}`, requests: [], metadata: { prompt: PROMPT } } };
  if (route.body !== 'upload') return { method: route.method, headers };
  if (provider === 'gemini') return { method: 'POST', headers: { ...headers, 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' }, body: PROMPT };
  const form = new FormData();
  form.set('purpose', 'user_data');
  form.set('file', new Blob([PROMPT]), 'a.txt');
  return { method: 'POST', headers, body: form };
}

describe.each(CARRIERS)('a key in the %s is in no answer', (carrier) => {
  it.each(STANDINGS)('when it is %s, on every route that calls a provider', async (standing) => {
    if (standing === 'slow') app.hurryProviders(600);
    await Promise.all(
      HTTP_CALLS.flatMap(({ provider, path, json, headers }) =>
        [keyFor(provider, standing), shapelessKey(standing)].map(async (key) =>
          send(path, { json, headers: { ...headers, ...(await carried(provider, key, carrier)) } }),
        ),
      ),
    );
    await Promise.all(
      BYOK_PROVIDERS.map(async (provider) => {
        const headers = await carried(provider, keyFor(provider, standing), carrier);
        await send('/api/byok/validate', { json: { provider }, headers });
        const list = { openai: '/api/openai/v1/models', anthropic: '/api/anthropic/v1/models', gemini: '/api/gemini/v1beta/models' }[provider];
        await send(list, { headers: { 'anthropic-version': '2023-06-01', ...headers } });
      }),
    );
    await Promise.all(
      BYOK_PROVIDERS.flatMap((provider) =>
        MODES.map(async (mode) =>
          send('/api/v1/responses', { json: { model: CHAT_MODELS[provider], input: PROMPT, stream: mode === 'streamed' }, headers: await carried(provider, keyFor(provider, standing), carrier) }),
        ),
      ),
    );
    for (const [provider, model] of [['openai', 'text-embedding-3-small'], ['gemini', 'gemini-embedding-001']] as const) {
      await send('/api/v1/embeddings', { json: { model, input: PROMPT }, headers: await carried(provider, keyFor(provider, standing), carrier) });
    }
    for (const call of ['good', 'invalid'].includes(standing) ? STORED_CALLS : SOME_STORED_CALLS) {
      const options = storedOptions(call);
      await send(call.path, { ...options, headers: { ...options.headers, ...(await carried(call.provider, keyFor(call.provider, standing), carrier)) } });
    }
    await send('/api/gemini/v1beta/interactions', { json: { model: CHAT_MODELS.gemini, input: PROMPT, stream: true }, headers: await carried('gemini', keyFor('gemini', standing), carrier) });
    const openai = await carried('openai', keyFor('openai', standing), carrier);
    await send('/api/openai/v1/audio/speech', { json: { model: 'gpt-4o-mini-tts', voice: 'alloy', input: PROMPT }, headers: openai });
    await send('/api/openai/v1/audio/transcriptions', { body: audioForm(TRANSCRIBING_MODELS.openai), headers: openai });
    await send('/api/v1/audio/transcriptions', { body: audioForm(TRANSCRIBING_MODELS.openai), headers: openai });
    const gemini = await carried('gemini', keyFor('gemini', standing), carrier);
    await send('/api/v1/audio/transcriptions', { body: audioForm(CHAT_MODELS.gemini), headers: gemini });
    await app.accounts.resetRateLimits();
  });

  it('when the client leaves, before the first byte and in the middle', async () => {
    await Promise.all(
      HTTP_CALLS.map(async ({ provider, path, json, headers }) =>
        send(path, { json, headers: { ...headers, ...(await carried(provider, keyFor(provider, 'slow'), carrier)) }, leaveAfterMs: 100 }),
      ),
    );
    for (const provider of BYOK_PROVIDERS) app.sandbox.script(provider, () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: drip() }));
    await Promise.all(
      HTTP_CALLS.map(async ({ provider, path, json, headers }) =>
        send(path, { json, headers: { ...headers, ...(await carried(provider, keyFor(provider, 'good'), carrier)) }, leaveAfterMs: 200 }),
      ),
    );
  });

  it('when the provider quotes it whole: in an error, in JSON, in an event, in a page, cut off', async () => {
    const quotes = (key: string): ScriptedAnswer[] => [
      { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: { message: `Bad key ${key}`, param: key, details: [{ detail: key }] } }) },
      { status: 401, headers: { 'content-type': 'text/html' }, body: `<html>${key}</html>` },
      { status: 401, headers: { 'content-type': 'application/json' }, body: `{"error":{"message":"${key}`, cut: true },
      { status: 500, headers: { 'content-type': 'text/plain', 'x-request-id': key, 'retry-after': key }, body: key },
      { status: 302, headers: { location: `http://127.0.0.1:9/?key=${key}` } },
      { status: 200, headers: { 'content-type': 'application/json', 'x-request-id': key }, body: JSON.stringify({ error: { message: key } }) },
      { status: 200, headers: { 'content-type': 'text/event-stream' }, body: `data: {"error":{"message":"${key}"}}\n\n` },
      { status: 200, headers: { 'content-type': 'text/event-stream' }, body: halves(`data: {"choices":[{"delta":{"content":"${key}"}}]}\n\n`) },
      { status: 200, headers: { 'content-type': 'text/event-stream' }, body: letters(`data: {"choices":[{"delta":{"content":"${key}"}}]}\n\n`) },
    ];
    for (const { provider, path, json, headers } of HTTP_CALLS) {
      const keys = [keyFor(provider, 'good'), shapelessKey('good')];
      for (const key of keys) {
        for (let index = 0; index < quotes('').length; index += 1) {
          app.sandbox.script(provider, () => quotes(key)[index]);
          await send(path, { json, headers: { ...headers, ...(await carried(provider, key, carrier)), 'x-byok-fallback': 'never' } });
        }
      }
    }
  });

  it('when the provider quotes it in what it stores, or in the address of an upload', async () => {
    for (const call of STORED_CALLS) {
      const key = keyFor(call.provider, 'good');
      const json = { 'content-type': 'application/json' };
      const quotes: ScriptedAnswer[] = [
        { status: 404, headers: json, body: JSON.stringify({ error: { message: `No ${key}`, details: [{ detail: key }] } }) },
        { status: 200, headers: { ...json, 'x-goog-upload-url': `https://example.test/upload/v1beta/files?key=${key}&upload_id=${key}`, 'content-disposition': `attachment; filename="${key}"` }, body: JSON.stringify({ results_url: `https://api.example.test/v1/messages/batches/${key}/results`, note: key }) },
        { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: halves(`-- ${key} --`.repeat(3)) },
      ];
      for (const quote of quotes) {
        app.sandbox.script(call.provider, () => quote);
        const options = storedOptions(call);
        await send(call.path, { ...options, headers: { ...options.headers, ...(await carried(call.provider, key, carrier)) } });
      }
    }
  });

  it('on routes that take none, and on those that are not there', async () => {
    const all = Object.assign({}, ...(await Promise.all(BYOK_PROVIDERS.map((provider) => carried(provider, keyFor(provider, 'good'), carrier))))) as Record<string, string>;
    for (const path of ['/api/catalog', '/api/me', '/api/v1/models', `/api/v1/models/${CHAT_MODELS.openai}`, '/api/byok/transit-key', '/api/health/live', '/api/nothing', '/api/v1/nothing', '/api/openai/v1/files', '/']) {
      await send(path, { headers: all });
    }
    for (const path of ['/api/v1/chat/completions', '/api/anthropic/v1/messages', '/api/byok/validate', '/api/me/preferences']) {
      for (const body of ['{"model":', '', '[]', JSON.stringify({ model: 'nothing', messages: [] }), JSON.stringify({ 'x-byok-openai-key': keyFor('openai', 'good') })]) {
        await send(path, { method: 'POST', body, headers: { ...all, 'content-type': 'application/json' } });
      }
    }
  });
});

describe('a key in the wrong place', () => {
  it('is in no answer either', async () => {
    const key = keyFor('openai', 'good');
    const json = { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] };
    for (const name of ['key', 'api_key', 'x-byok-openai-key']) {
      expect(await send(`/api/v1/chat/completions?${name}=${key}`, { json })).toBe(400);
      expect(await send(`/api/nothing?${name}=${key}`, {})).toBe(404);
    }
    expect(await send('/api/v1/chat/completions', { json, headers: { cookie: `x-byok-openai-key=${key}` } })).toBe(400);
    expect(await send('/api/v1/chat/completions', { json: { ...json, 'x-byok-openai-key': key } })).toBe(400);
    expect(await send('/api/v1/chat/completions', { json, headers: { 'x-byok-mistral-key': key } })).toBe(400);
    expect(await send('/api/v1/chat/completions', { json, headers: { 'x-byok-openai-key': `Bearer ${key}` } })).toBe(400);
    expect(await send('/api/v1/chat/completions', { json: { ...json, model: key } })).toBe(404);
    expect(await send(`/api/openai/v1/models/${key}`, {})).toBeGreaterThanOrEqual(400);
  });
});

describe('a key at an upload', () => {
  const tus = { 'tus-resumable': '1.0.0' };
  const base64 = (value: string) => Buffer.from(value).toString('base64');

  it('is in no answer, wherever it is put', async () => {
    const key = keyFor('openai', 'good');
    const create = (path: string, headers: Record<string, string>) => send(path, { method: 'POST', headers: { ...tus, 'upload-length': '8', ...headers } });
    for (const name of ['key', 'api_key', 'x-byok-openai-key']) expect(await create(`/api/uploads?${name}=${key}`, {})).toBe(400);
    for (const value of [`x-byok-openai-key ${base64(key)}`, `filename ${key}`, `${key} ${key}`]) expect(await create('/api/uploads', { 'upload-metadata': value })).toBe(400);
    expect(await create('/api/uploads', { 'upload-length': key })).toBe(400);
    expect(await create('/api/uploads', { 'tus-resumable': key })).toBe(400);
    expect(await create('/api/uploads', { 'upload-metadata': `apikey ${base64(key)},filetype ${base64(key)},filename ${base64(`my ${key}.mp3`)}` })).toBe(201);
    expect(await create('/api/uploads', { 'x-byok-openai-key': key, 'x-byok-gemini-key': key })).toBe(201);
    expect(await create('/api/uploads', { 'x-byok-openai-key': `Bearer ${key}` })).toBe(400);
    const [{ id, title }] = (await app.request(user, 'get', '/api/uploads').expect(200)).body as [{ id: string; title?: string }];
    expect(title).toMatch(/^my /);
    const patch = (path: string, offset: string) => send(path, { method: 'PATCH', body: 'data', headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'x-byok-openai-key': key } });
    expect(await patch(`/api/uploads/${id}`, '0')).toBe(204);
    expect(await patch(`/api/uploads/${id}`, key)).toBe(400);
    expect(await patch(`/api/uploads/${id}?key=${key}`, '4')).toBe(400);
    expect(await patch(`/api/uploads/${key}`, '4')).toBe(404);
    expect(await send(`/api/uploads/${key}`, { method: 'HEAD', headers: tus })).toBe(404);
    expect(await send('/api/jobs', { json: { type: 'transcription', upload: key } })).toBe(400);
    expect(await send('/api/jobs', { json: { type: 'transcription', upload: id }, headers: { 'x-byok-openai-key': key } })).toBe(409);
    for (const upload of (await app.request(user, 'get', '/api/uploads').expect(200)).body as { id: string }[]) expect(await send(`/api/uploads/${upload.id}`, { method: 'HEAD', headers: tus })).toBe(200);
  });
});

describe('after all that', () => {
  it('every request has its line in the log, and none holds a key', async () => {
    const deadline = Date.now() + 60_000;
    const missing = () => {
      const logs = app.logs();
      return expectedLines.filter((id) => !logs.includes(`"requestId":"${id}"`));
    };
    while (missing().length > 0 && Date.now() < deadline) await sleep(50);
    expect(missing()).toEqual([]);
    expect(expectedLines.length).toBeGreaterThan(400);
    expect(app.logs()).toHoldNoKey(MARK);
    const logs = app.logs();
    expect(logs).toHoldNoKey(PROMPT);
    for (const told of ['"fallbackReason":"key_no_credit"', '"code":"key_malformed"', '"fallbackReason":"provider_timeout"', '"aborted":true']) {
      expect([told, logs.includes(told)]).toEqual([told, true]);
    }
    expect(logs.split('\n').filter((line) => line.includes('request failed'))).toEqual([]);
  });

  it("no file of the database, its write-ahead log included, and none of the application's holds one", async () => {
    const { rows: own } = await app.pool.query<{ oid: string }>('select oid from pg_database where datname = current_database()');
    const superuser = new pg.Client({ connectionString: server.connectionString('postgres') });
    await superuser.connect();
    await superuser.query('checkpoint');
    const { rows } = await superuser.query<{ data_directory: string }>('show data_directory');
    await superuser.end();
    const { data_directory: folder } = rows[0]!;
    expect(files(folder)).toHoldNoKey(MARK);
    for (const place of [`base/${own[0]!.oid}/`, 'pg_wal/']) expect(files(folder, (path) => path.startsWith(place))).not.toHoldNoKey(CONTROL);
    expect(files(app.accounts.dataDir)).toHoldNoKey(MARK);
  });
});

async function* drip(): AsyncGenerator<string> {
  for (;;) {
    yield ': still here\n\n';
    await sleep(20);
  }
}

async function* halves(text: string): AsyncGenerator<string> {
  yield text.slice(0, text.length / 2);
  await sleep(10);
  yield text.slice(text.length / 2);
}

async function* letters(text: string): AsyncGenerator<string> {
  for (const letter of text) {
    yield letter;
    await new Promise(setImmediate);
  }
}

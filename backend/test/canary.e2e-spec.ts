import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BYOK_PROVIDERS, KEY_HEADERS, type ByokProviderId } from '#contracts';
import { findCanary } from '#redaction';
import type { ScriptedAnswer } from '#sandbox';
import { startApplication, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, chatCall } from './support/calls.js';
import { effort } from './support/proofs.js';
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

beforeAll(async () => {
  app = await startApplication({ LOG_LEVEL: 'trace' });
  user = await app.user();
  await app.accounts.register(`${CONTROL}@example.test`);
});
afterAll(() => app.close());
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
  try {
    const response = await app.fetch(user, path, { ...options, headers: { ...options.headers, 'x-request-id': id }, signal: client.signal });
    expect(findCanary(JSON.stringify([...response.headers]), MARK)).toBeUndefined();
    expect(findCanary(new Uint8Array(await response.arrayBuffer()), MARK)).toBeUndefined();
    return response.status;
  } catch (error) {
    if (error instanceof Error && 'matcherResult' in error) throw error;
    return 0;
  }
}

const HTTP_CALLS = BYOK_PROVIDERS.flatMap((provider) => FACES.flatMap((face) => MODES.map((mode) => ({ provider, ...chatCall(face, provider, mode, PROMPT) }))));

function audioForm(model: string): FormData {
  const form = new FormData();
  form.set('model', model);
  form.set('file', new Blob([wav(2)], { type: 'audio/wav' }), 'a.wav');
  return form;
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
    const openai = await carried('openai', keyFor('openai', standing), carrier);
    await send('/api/openai/v1/audio/transcriptions', { body: audioForm('whisper-1'), headers: openai });
    await send('/api/v1/audio/transcriptions', { body: audioForm('whisper-1'), headers: openai });
    const gemini = await carried('gemini', keyFor('gemini', standing), carrier);
    await send('/api/v1/audio/transcriptions', { body: audioForm('gemini-2.5-flash'), headers: gemini });
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
      for (const key of effort(carrier === 'header' ? keys.slice(0, 1) : keys.slice(1), keys)) {
        for (let index = 0; index < quotes('').length; index += 1) {
          app.sandbox.script(provider, () => quotes(key)[index]);
          await send(path, { json, headers: { ...headers, ...(await carried(provider, key, carrier)), 'x-byok-fallback': 'never' } });
        }
      }
    }
  });

  it('on routes that take none, and on those that are not there', async () => {
    const all = Object.assign({}, ...(await Promise.all(BYOK_PROVIDERS.map((provider) => carried(provider, keyFor(provider, 'good'), carrier))))) as Record<string, string>;
    for (const path of ['/api/catalog', '/api/me', '/api/v1/models', '/api/v1/models/gpt-4o-mini', '/api/byok/transit-key', '/api/health/live', '/api/nothing', '/api/v1/nothing', '/api/openai/v1/files', '/']) {
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
    const json = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] };
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
    const [{ id, title }] = (await (await app.fetch(user, '/api/uploads')).json()) as [{ id: string; title?: string }];
    expect(title).toMatch(/^my /);
    const patch = (path: string, offset: string) => send(path, { method: 'PATCH', body: 'data', headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'x-byok-openai-key': key } });
    expect(await patch(`/api/uploads/${id}`, '0')).toBe(204);
    expect(await patch(`/api/uploads/${id}`, key)).toBe(400);
    expect(await patch(`/api/uploads/${id}?key=${key}`, '4')).toBe(400);
    expect(await patch(`/api/uploads/${key}`, '4')).toBe(404);
    expect(await send(`/api/uploads/${key}`, { method: 'HEAD', headers: tus })).toBe(404);
    expect(await send('/api/jobs', { json: { type: 'transcription', upload: key } })).toBe(400);
    expect(await send('/api/jobs', { json: { type: 'transcription', upload: id }, headers: { 'x-byok-openai-key': key } })).toBe(409);
    for (const upload of (await (await app.fetch(user, '/api/uploads')).json()) as { id: string }[]) expect(await send(`/api/uploads/${upload.id}`, { method: 'HEAD', headers: tus })).toBe(200);
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
    expect(findCanary(app.logs(), MARK)).toBeUndefined();
    const logs = app.logs();
    expect(findCanary(logs, PROMPT)).toBeUndefined();
    for (const told of ['"fallbackReason":"key_no_credit"', '"code":"key_malformed"', '"fallbackReason":"provider_timeout"', '"aborted":true']) {
      expect([told, logs.includes(told)]).toEqual([told, true]);
    }
    expect(logs.includes('request failed')).toBe(false);
  });

  it("no file of the database, its write-ahead log included, and none of the application's holds one", async () => {
    await app.pool.query('checkpoint');
    const { rows } = await app.pool.query<{ data_directory: string }>('show data_directory');
    const { rows: own } = await app.pool.query<{ oid: string }>('select oid from pg_database where datname = current_database()');
    const others = new RegExp(`/base/(?!${own[0]!.oid}/)\\d+/`);
    const found: string[] = [];
    let controls = 0;
    for await (const [path, bytes] of filesBelow(rows[0]!.data_directory, others)) {
      if (findCanary(bytes, MARK) !== undefined) found.push(path);
      if (bytes.includes(CONTROL)) controls += 1;
    }
    expect(found).toEqual([]);
    // In the table, and in the write-ahead log.
    expect(controls).toBeGreaterThanOrEqual(2);
    for await (const [path, bytes] of filesBelow(app.accounts.dataDir)) if (findCanary(bytes, MARK) !== undefined) found.push(path);
    expect(found).toEqual([]);
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

/** Files that go away while the server works are passed over. @param except paths that are left out */
async function* filesBelow(folder: string, except = /(?!)/): AsyncGenerator<[path: string, bytes: Buffer]> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (except.test(path)) continue;
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes !== undefined) yield [path, bytes];
  }
}

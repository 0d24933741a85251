import { setTimeout as sleep } from 'node:timers/promises';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { Catalog } from '#nestjs-byok';
import { canaryKey, shapelessCanaryKey } from '#testing';
import '#testing/jest';
import { UsageQueue } from '../src/usage/index.js';
import { keyHeader, startApplication, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, FACES, MODES, chatCall } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

interface Row {
  user_id: string;
  strategy: string;
  face: string;
  route: string;
  provider: string;
  model: string | null;
  tier: number | null;
  source: string;
  tokens_in: number | null;
  tokens_out: number | null;
  audio_seconds: number | null;
  estimated: boolean;
  status: number;
  code: string | null;
  aborted: boolean;
  fallback_reason: string | null;
  duration_ms: number;
  rub_paid: string;
  rub_avoided: string;
}

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => (app = shared.app));
beforeEach(async () => {
  user = await app.user();
});
afterEach(() => app.unscript());

async function recorded(): Promise<Row[]> {
  // The record follows the end of the connection, which the client sees a little earlier.
  await sleep(50);
  await app.application.get(UsageQueue).flush();
  return (await app.pool.query<Row>('select * from usage_records where user_id = $1 order by id', [user.id])).rows;
}

async function call(path: string, options: RequestOptions): Promise<Response> {
  const response = await app.fetch(user, path, options);
  await response.arrayBuffer();
  return response;
}

const key = (provider: ByokProviderId, standing = 'good') => keyHeader(provider, `sandbox-${standing}-${provider}`);

function priceOf(provider: ByokProviderId, { tokens_in, tokens_out }: Row): number {
  const pricing = app.application.get(Catalog).resolve(`${provider}/${CHAT_MODELS[provider]}`)?.entry.pricing;
  if (pricing === undefined) throw new Error('The catalog has no such model.');
  return ((tokens_in ?? 0) * pricing.inputRubPerMillion + (tokens_out ?? 0) * pricing.outputRubPerMillion) / 1e6;
}

async function* endless(): AsyncGenerator<string> {
  yield `event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":40,"output_tokens":1}}}\n\n`;
  for (;;) {
    yield `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${'word '.repeat(10)}"}}\n\n`;
    await sleep(5);
  }
}

const CALLS = BYOK_PROVIDERS.flatMap((provider) => FACES.flatMap((face) => MODES.map((mode) => ({ provider, face, mode }))));

describe('a usage record', () => {
  it.each(CALLS)('says what a $mode call to $provider over $face consumed, and what the own key saved', async ({ provider, face, mode }) => {
    const { path, json, headers } = chatCall(face, provider, mode, 'Расскажи о фотосинтезе.');
    expect((await call(path, { json, headers: { ...headers, ...key(provider) } })).status).toBe(200);
    const rows = await recorded();
    expect(rows).toHaveLength(1);
    const [row] = rows as [Row];
    expect(row).toMatchObject({
      user_id: user.id,
      strategy: 'global',
      face: face === 'v1' ? 'v1' : provider,
      provider,
      model: CHAT_MODELS[provider],
      source: 'byok',
      status: 200,
      code: null,
      aborted: false,
      fallback_reason: null,
      audio_seconds: null,
      // OpenAI's streams count only when asked to.
      estimated: provider === 'openai' && mode === 'streamed',
    });
    expect(row.tokens_in).toBeGreaterThan(0);
    expect(row.tokens_out).toBeGreaterThan(0);
    expect(Number(row.rub_paid)).toBe(0);
    expect(Number(row.rub_avoided)).toBeCloseTo(priceOf(provider, row), 5);
    expect(Number(row.rub_avoided)).toBeGreaterThan(0);
  });

  it.each(BYOK_PROVIDERS)('has the very numbers that %s reported', async (provider) => {
    const { path, json, headers } = chatCall('native', provider, 'plain', 'Hello there');
    const response = await app.fetch(user, path, { json, headers: { ...headers, ...key(provider) } });
    const { usage, usageMetadata } = (await response.json()) as Record<string, Record<string, number>>;
    const [row] = (await recorded()) as [Row];
    expect(row.tokens_in).toBe(usage?.['prompt_tokens'] ?? usage?.['input_tokens'] ?? usageMetadata?.['promptTokenCount']);
    const thoughts = usageMetadata?.['thoughtsTokenCount'] ?? 0;
    expect(row.tokens_out).toBe(usage?.['completion_tokens'] ?? usage?.['output_tokens'] ?? (usageMetadata?.['candidatesTokenCount'] ?? 0) + thoughts);
  });

  it("takes OpenAI's own count from a stream that was asked for it, and its estimate comes near", async () => {
    const { path, json } = chatCall('v1', 'openai', 'streamed', 'Расскажи подробно о фотосинтезе и о том, зачем он нужен.');
    await call(path, { json: { ...json, stream_options: { include_usage: true } }, headers: key('openai') });
    await call(path, { json, headers: key('openai') });
    const [counted, estimated] = (await recorded()) as [Row, Row];
    expect([counted.estimated, estimated.estimated]).toEqual([false, true]);
    expect((estimated.tokens_in ?? 0) / (counted.tokens_in ?? 1)).toBeGreaterThan(0.3);
    expect((estimated.tokens_in ?? 0) / (counted.tokens_in ?? 1)).toBeLessThan(3);
    expect((estimated.tokens_out ?? 0) / (counted.tokens_out ?? 1)).toBeGreaterThan(0.3);
    expect((estimated.tokens_out ?? 0) / (counted.tokens_out ?? 1)).toBeLessThan(3);
  });

  it('says what the platform paid when its key stepped in, and why', async () => {
    const { path, json } = chatCall('v1', 'openai', 'plain');
    await call(path, { json, headers: key('openai', 'nocredit') });
    const [row] = (await recorded()) as [Row];
    expect(row).toMatchObject({ source: 'platform', fallback_reason: 'key_no_credit', code: null });
    expect(Number(row.rub_paid)).toBeCloseTo(priceOf('openai', row), 5);
    expect(Number(row.rub_avoided)).toBe(0);
  });

  it('names the error of a call that failed, and costs nothing', async () => {
    const { path, json } = chatCall('v1', 'anthropic', 'plain');
    await call(path, { json, headers: { ...key('anthropic', 'invalid'), 'x-byok-fallback': 'never' } });
    expect(await recorded()).toEqual([
      expect.objectContaining({ source: 'byok', status: 401, code: 'key_invalid', tokens_in: 0, tokens_out: 0, rub_paid: '0.000000', rub_avoided: '0.000000' }),
    ]);
  });

  it('is not written for a request that no provider saw, nor for a key test', async () => {
    await call('/api/v1/chat/completions', { json: { model: 'no-such-model', messages: [{ role: 'user', content: 'x' }] } });
    await call('/api/byok/validate', { json: { provider: 'openai' }, headers: key('openai') });
    await call('/api/v1/models', {});
    expect(await recorded()).toEqual([]);
  });

  it('marks a stream that the client left, and estimates what had come', async () => {
    app.sandbox.script('anthropic', () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: endless() }));
    const { path, json, headers } = chatCall('native', 'anthropic', 'streamed');
    const client = new AbortController();
    const response = await app.fetch(user, path, { json, headers: { ...headers, ...key('anthropic') }, signal: client.signal });
    const reader = response.body?.getReader();
    for (let chunk = 0; chunk < 20; chunk += 1) await reader?.read();
    client.abort();
    const [row] = await eventually(async () => {
      const rows = await recorded();
      expect(rows).toHaveLength(1);
      return rows as [Row];
    });
    expect(row).toMatchObject({ aborted: true, estimated: true, provider: 'anthropic', tokens_in: 40, code: null });
    expect(row.tokens_out).toBeGreaterThan(100);
  });

  it('counts the strategy that the user had, and models lists as free', async () => {
    await app.prefer(user, { strategy: 'cloudru' });
    await call('/api/v1/chat/completions', { json: { model: 'auto', messages: [{ role: 'user', content: 'Hi' }] }, headers: key('openai') });
    await call('/api/openai/v1/models', { headers: key('openai') });
    const [chat, models] = (await recorded()) as [Row, Row];
    expect(chat).toMatchObject({ strategy: 'cloudru', provider: 'cloudru', source: 'platform', face: 'v1' });
    expect(Number(chat.rub_paid)).toBeGreaterThan(0);
    expect(models).toMatchObject({ face: 'openai', model: null, tier: null, tokens_in: 0, tokens_out: 0, estimated: false });
  });

  it('has the seconds of a recording', async () => {
    for (const model of ['whisper-1', CHAT_MODELS.gemini]) {
      const body = new FormData();
      body.set('model', model);
      body.set('file', new Blob([wav(3)], { type: 'audio/wav' }), 'a.wav');
      const response = await call('/api/v1/audio/transcriptions', { body, headers: { ...key('openai'), ...key('gemini') } });
      expect(response.status).toBe(200);
    }
    for (const row of await recorded()) {
      expect(row).toMatchObject({ face: 'v1', route: '/api/v1/audio/transcriptions', source: 'byok' });
      if (row.audio_seconds === null) expect(row.tokens_in).toBeGreaterThan(0);
      else expect(row.audio_seconds).toBeGreaterThan(0);
      expect(Number(row.rub_avoided)).toBeGreaterThan(0);
    }
  });

  it('holds nothing of a key, a prompt or an answer', async () => {
    const keys = BYOK_PROVIDERS.flatMap((provider) => [
      { provider, value: canaryKey(provider, 'usage') },
      { provider, value: shapelessCanaryKey('sandbox') },
    ]);
    for (const { provider, value } of keys) {
      for (const mode of MODES) {
        const { path, json, headers } = chatCall('native', provider, mode, `secret prompt ${value}`);
        await call(path, { json, headers: { ...headers, ...keyHeader(provider, value) } });
      }
      await call('/api/byok/validate', { json: { provider }, headers: keyHeader(provider, value) });
    }
    const dump = async (table: string) => JSON.stringify((await app.pool.query(`select * from ${table}`)).rows);
    const text = `${JSON.stringify(await recorded())}${await dump('usage_records')}${await dump('analytics_events')}${await dump('key_scans')}${await dump('audits')}`;
    expect(text).toContain(user.id);
    expect(text).not.toContain('secret prompt');
    for (const { value } of keys) expect(text).toHoldNoKey(value);
  });
});

describe('when the application ends', () => {
  it('records that still wait are written', async () => {
    const other = await startApplication();
    try {
      const caller = await other.user();
      const { path, json } = chatCall('v1', 'openai', 'plain');
      const response = await other.fetch(caller, path, { json, headers: key('openai') });
      await response.arrayBuffer();
      await sleep(50);
      await other.application.get(UsageQueue).onApplicationShutdown();
      expect((await other.pool.query('select 1 from usage_records where user_id = $1', [caller.id])).rowCount).toBe(1);
    } finally {
      await other.close();
    }
  });
});

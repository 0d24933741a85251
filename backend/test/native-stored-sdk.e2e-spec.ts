import Anthropic, { toFile as anthropicFile } from '@anthropic-ai/sdk';
import { GoogleGenAI, createPartFromUri } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { jest } from '@jest/globals';
import { Agent, setGlobalDispatcher } from 'undici';
import { fingerprintOf } from '#sandbox';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

// Google's package looks for Node's dispatcher on the global object, and Jest gives tests a global object of their own.
setGlobalDispatcher(new Agent());

const KEYS = { openai: 'sk-sandbox-stored-mine', anthropic: 'sk-ant-sandbox-stored-mine', gemini: 'AIza-sandbox-stored-mine' } as const;
const STRANGE = { openai: 'sk-sandbox-stored-strange', anthropic: 'sk-ant-sandbox-stored-strange', gemini: 'AIza-sandbox-stored-strange' } as const;

let app: TestApplication;
let user: TestUser;
let mark: number;
setUpApplication((shared) => ({ app, user } = shared));
beforeEach(() => {
  mark = app.mark();
});

async function read<T>(list: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of list) all.push(entry);
  return all;
}

/** That all calls since the test began went out with these keys and no other. */
function expectKeys(...keys: string[]): void {
  const used = new Set(app.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint));
  expect(used).toEqual(new Set(keys.map(fingerprintOf)));
}

describe('what the openai package stores, through /api/openai/v1', () => {
  const clientWith = (key: string) => new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/openai/v1`, defaultHeaders: keyHeader('openai', key), maxRetries: 0 });
  let client: OpenAI;
  let stranger: OpenAI;
  beforeAll(() => {
    client = clientWith(KEYS.openai);
    stranger = clientWith(STRANGE.openai);
  });
  const model = 'gpt-6-luna';

  it('responses: read, listed, streamed again, cancelled and deleted with the key that made them', async () => {
    const made = await client.responses.create({ model, input: 'Explain tides' });
    const { data, response } = await client.responses.retrieve(made.id).withResponse();
    expect(data.output_text).toBe(made.output_text);
    expect([response.headers.get('x-byok-attempts'), response.headers.get('x-byok-credential-source')]).toEqual(['byok:openai:ok', 'byok']);
    expect(await read(client.responses.inputItems.list(made.id))).toMatchObject([{ role: 'user' }]);
    await expect(stranger.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    const background = await client.responses.create({ model, input: 'Explain tides', background: true });
    expect((await client.responses.cancel(background.id)).status).toBe('cancelled');
    const events = await read(await client.responses.retrieve(made.id, { stream: true }));
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
    await client.responses.delete(made.id);
    await expect(client.responses.retrieve(made.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
    expectKeys(KEYS.openai, STRANGE.openai);
  });

  it('counts the tokens of a request, and compacts one, at the platform’s expense too', async () => {
    const asked = { model, input: [{ role: 'user' as const, content: 'Explain tides' }, { role: 'assistant' as const, content: 'The moon pulls.' }] };
    const own = { counted: await client.responses.inputTokens.count({ model, input: 'One two three' }), compacted: await client.responses.compact(asked) };
    const paid = new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/openai/v1`, maxRetries: 0 });
    const counted = await paid.responses.inputTokens.count({ model, input: 'One two three' }).withResponse();
    const compacted = await paid.responses.compact(asked).withResponse();
    expect(counted.data).toEqual(own.counted);
    expect(compacted.data.output.map(({ type }) => type)).toEqual(own.compacted.output.map(({ type }) => type));
    expect(Number(counted.response.headers.get('x-byok-cost-estimate-rub'))).toBe(0);
    expect(Number(compacted.response.headers.get('x-byok-cost-estimate-rub'))).toBeGreaterThan(0);
    expect(compacted.response.headers.get('x-byok-attempts')).toBe('platform:openai:ok');
  });

  it('conversations and their items', async () => {
    const items = [{ type: 'message' as const, role: 'user' as const, content: 'My name is Ada' }];
    const made = await client.conversations.create({ metadata: { topic: 'names' }, items });
    await client.responses.create({ model, input: 'Hi again', conversation: made.id });
    const listed = await read(client.conversations.items.list(made.id));
    expect(listed).toHaveLength(3);
    expect((await client.conversations.update(made.id, { metadata: { topic: 'x' } })).metadata).toEqual({ topic: 'x' });
    const id = (listed.at(-1) as { id: string }).id;
    expect(await client.conversations.items.retrieve(id, { conversation_id: made.id })).toEqual(listed.at(-1));
    await client.conversations.items.delete(id, { conversation_id: made.id });
    expect((await client.conversations.items.create(made.id, { items })).data).toHaveLength(1);
    await expect(stranger.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await client.conversations.delete(made.id);
    await expect(client.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    expectKeys(KEYS.openai, STRANGE.openai);
  });

  it('files, and batches of them', async () => {
    const line = { custom_id: 'a', method: 'POST', url: '/v1/responses', body: { model, input: 'Hi' } };
    const text = JSON.stringify(line);
    const input = await client.files.create({ file: await toFile(Buffer.from(text), 'batch.jsonl'), purpose: 'batch' });
    expect(input).toMatchObject({ bytes: text.length, filename: 'batch.jsonl', purpose: 'batch' });
    expect(await (await client.files.content(input.id)).text()).toBe(text);
    expect((await client.files.retrieve(input.id)).id).toBe(input.id);
    expect((await read(client.files.list({ purpose: 'batch' }))).map(({ id }) => id)).toContain(input.id);
    expect(await read(stranger.files.list())).toEqual([]);
    const request = { input_file_id: input.id, endpoint: '/v1/responses' as const, completion_window: '24h' as const };
    const made = await client.batches.create(request);
    await expect(stranger.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    const done = await client.batches.retrieve(made.id);
    expect(done.status).toBe('completed');
    expect(JSON.parse(await (await client.files.content(done.output_file_id!)).text())).toMatchObject({ custom_id: 'a', response: { status_code: 200 } });
    const second = await client.batches.create(request);
    expect((await client.batches.cancel(second.id)).status).toBe('cancelling');
    expect((await read(client.batches.list())).map(({ id }) => id)).toEqual([second.id, made.id]);
    expect(await client.files.delete(input.id)).toMatchObject({ deleted: true });
    expectKeys(KEYS.openai, STRANGE.openai);
  });

  it('speaks, whole and piece by piece, with an own key and the platform’s', async () => {
    const request = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'One two three four five' };
    const answer = await client.audio.speech.create(request);
    expect([answer.headers.get('content-type'), answer.headers.get('x-byok-model')]).toEqual(['audio/mpeg', 'gpt-4o-mini-tts']);
    expect(Buffer.from(await answer.arrayBuffer()).readUInt16BE(0)).toBe(0xfffb);
    expect(await (await client.audio.speech.create({ ...request, stream_format: 'sse' })).text()).toMatch(/speech\.audio\.delta[\s\S]+speech\.audio\.done/);
    const paid = await new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/openai/v1`, maxRetries: 0 }).audio.speech.create({ ...request, response_format: 'wav' });
    expect(paid.headers.get('x-byok-attempts')).toBe('platform:openai:ok');
    expect(Number(paid.headers.get('x-byok-cost-estimate-rub'))).toBeCloseTo((request.input.length / 10 / 3600) * 72, 5);
    expect(Buffer.from(await paid.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
  });
});

describe('what the @anthropic-ai/sdk package stores, through /api/anthropic', () => {
  const clientWith = (key: string) => new Anthropic({ apiKey: user.token, baseURL: `${app.url}/api/anthropic`, defaultHeaders: keyHeader('anthropic', key), maxRetries: 0 });
  let client: Anthropic;
  let stranger: Anthropic;
  beforeAll(() => {
    client = clientWith(KEYS.anthropic);
    stranger = clientWith(STRANGE.anthropic);
  });
  const params = { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };

  it('batches, whose results come through us', async () => {
    const requests = [{ custom_id: 'one', params }, { custom_id: 'two', params: { ...params, model: 'claude-haiku-5-5' } }];
    const made = await client.messages.batches.create({ requests });
    expect(made).toMatchObject({ processing_status: 'in_progress', results_url: null });
    await expect(stranger.messages.batches.retrieve(made.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
    const done = await client.messages.batches.retrieve(made.id);
    expect(done.results_url).toBe(`${app.url}/api/anthropic/v1/messages/batches/${made.id}/results`);
    expect(await read(await client.messages.batches.results(made.id))).toMatchObject([
      { custom_id: 'one', result: { type: 'succeeded', message: { role: 'assistant' } } },
      { custom_id: 'two', result: { type: 'succeeded' } },
    ]);
    const listed = await read(client.messages.batches.list());
    expect(listed.map((batch) => batch.results_url)).toEqual([done.results_url]);
    expect(await read(client.beta.messages.batches.list())).toHaveLength(1);
    expect(await read(stranger.messages.batches.list())).toEqual([]);
    const other = await client.messages.batches.create({ requests: requests.slice(1) });
    expect((await client.messages.batches.cancel(other.id)).processing_status).toBe('canceling');
    await client.messages.batches.delete(made.id);
    await expect(client.messages.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    expectKeys(KEYS.anthropic, STRANGE.anthropic);
  });

  it('files, to which messages may refer', async () => {
    const made = await client.files.upload({ file: await anthropicFile(Buffer.from('%PDF-1.4'), 'a.pdf', { type: 'application/pdf' }) });
    expect(made).toMatchObject({ filename: 'a.pdf', mime_type: 'application/pdf', size_bytes: 8 });
    const request = { ...params, messages: [{ role: 'user' as const, content: [{ type: 'document' as const, source: { type: 'file' as const, file_id: made.id } }, { type: 'text' as const, text: 'Hi' }] }] };
    expect((await client.beta.messages.create(request)).role).toBe('assistant');
    expect((await client.files.retrieveMetadata(made.id)).id).toBe(made.id);
    expect((await read(client.files.list())).map(({ id }) => id)).toEqual([made.id]);
    expect(await read(stranger.files.list())).toEqual([]);
    await expect(client.files.download(made.id)).rejects.toBeInstanceOf(Anthropic.BadRequestError);
    await expect(stranger.files.delete(made.id)).rejects.toMatchObject({ status: 404 });
    await client.files.delete(made.id);
    await expect(client.files.retrieveMetadata(made.id)).rejects.toMatchObject({ status: 404 });
    expectKeys(KEYS.anthropic, STRANGE.anthropic);
  });
});

describe('what the @google/genai package stores, through /api/gemini', () => {
  const clientWith = (key: string) => new GoogleGenAI({ apiKey: user.token, httpOptions: { baseUrl: `${app.url}/api/gemini`, headers: keyHeader('gemini', key) } });
  let client: GoogleGenAI;
  let stranger: GoogleGenAI;
  beforeAll(() => {
    client = clientWith(KEYS.gemini);
    stranger = clientWith(STRANGE.gemini);
  });
  const model = 'gemini-3.5-flash';
  const own = keyHeader('gemini', KEYS.gemini);

  it('interactions: made, streamed, read, gone on from, cancelled, deleted', async () => {
    const made = await client.interactions.create({ model, input: 'Explain tides' });
    expect(made).toMatchObject({ status: 'completed', output_text: expect.stringContaining('Explain tides') as string });
    expect((await client.interactions.get(made.id)).steps).toEqual(made.steps);
    await expect(stranger.interactions.get(made.id)).rejects.toMatchObject({ status: 404 });
    const types = (await read(await client.interactions.create({ model, input: 'Explain tides', stream: true }))).map(({ event_type }) => event_type);
    expect(types).toEqual(expect.arrayContaining(['interaction.created', 'step.delta', 'interaction.completed']));
    expect((await read(await client.interactions.get(made.id, { stream: true }))).map(({ event_type }) => event_type)).toContain('interaction.completed');
    expect((await client.interactions.create({ model, input: 'And the moon?', previous_interaction_id: made.id })).status).toBe('completed');
    const background = await client.interactions.create({ model, input: 'Hi', background: true });
    const cancelled = await app.fetch(user, `/api/gemini/v1beta/interactions/${background.id}/cancel`, { method: 'POST', headers: own });
    expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
    await client.interactions.delete(made.id);
    await expect(client.interactions.get(made.id)).rejects.toMatchObject({ status: 404 });
    expectKeys(KEYS.gemini, STRANGE.gemini);
  });

  it('files, in chunks by an address of ours', async () => {
    const bytes = new Uint8Array(9 * 1024 * 1024).fill(7);
    const made = await client.files.upload({ file: new Blob([bytes]), config: { mimeType: 'audio/wav', displayName: 'Nine' } });
    const name = made.name ?? '';
    expect(made).toMatchObject({ sizeBytes: String(bytes.length), displayName: 'Nine' });
    expect((await client.files.get({ name })).state).toBe('ACTIVE');
    const texts = await read(await client.models.generateContentStream({ model, contents: [createPartFromUri(made.uri!, 'audio/wav'), 'Write down what is said.'] }));
    expect(texts.map((chunk) => chunk.text).join('')).toMatch(/\S/);
    expect((await read(await client.files.list())).map((file) => file.name)).toEqual([name]);
    expect(await read(await stranger.files.list())).toEqual([]);
    const down = await app.fetch(user, `/api/gemini/v1beta/${name}:download?alt=media`, { headers: own });
    expect(down.headers.get('content-length')).toBe(String(bytes.length));
    expect(Buffer.from(await down.arrayBuffer()).equals(bytes)).toBe(true);
    await client.files.delete({ name });
    expectKeys(KEYS.gemini, STRANGE.gemini);
  });

  it('cached contents', async () => {
    const made = await client.caches.create({ model, config: { contents: 'A long book about bees', ttl: '60s', displayName: 'Book' } });
    const name = made.name ?? '';
    expect((await client.models.generateContent({ model, contents: 'Who?', config: { cachedContent: name } })).text).toMatch(/\S/);
    expect((await client.caches.get({ name })).displayName).toBe('Book');
    const later = await client.caches.update({ name, config: { ttl: '7200s' } });
    expect(Date.parse(later.expireTime!)).toBeGreaterThan(Date.parse(made.expireTime!));
    expect((await read(await client.caches.list())).map((cache) => cache.name)).toEqual([name]);
    await expect(stranger.caches.get({ name })).rejects.toMatchObject({ status: 403 });
    await client.caches.delete({ name });
    await expect(client.caches.get({ name })).rejects.toMatchObject({ status: 403 });
    expectKeys(KEYS.gemini, STRANGE.gemini);
  });

  it('batches, of requests and of a file', async () => {
    // The package calls its batches of embeddings an experiment, each time.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    const made = await client.batches.create({ model, src: [{ contents }], config: { displayName: 'One' } });
    const name = made.name ?? '';
    await expect(stranger.batches.get({ name })).rejects.toMatchObject({ status: 404 });
    expect((await client.batches.get({ name })).dest?.inlinedResponses?.[0]?.response?.candidates?.[0]?.finishReason).toBe('STOP');
    const file = await client.files.upload({ file: new Blob([JSON.stringify({ key: 'a', request: { contents } })]), config: { mimeType: 'application/jsonl' } });
    const second = await client.batches.create({ model, src: { fileName: file.name! } });
    expect((await client.batches.get({ name: second.name! })).state).toBe('JOB_STATE_SUCCEEDED');
    const third = await client.batches.createEmbeddings({ model: 'gemini-embedding-001', src: { inlinedRequests: { contents: ['one'] } } });
    await client.batches.cancel({ name: third.name! });
    expect((await client.batches.get({ name: third.name! })).state).toBe('JOB_STATE_CANCELLED');
    expect(await read(await client.batches.list())).toHaveLength(3);
    await client.batches.delete({ name });
    await expect(client.batches.get({ name })).rejects.toMatchObject({ status: 404 });
    expectKeys(KEYS.gemini, STRANGE.gemini);
  });
});

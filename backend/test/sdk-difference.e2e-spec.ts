import Anthropic, { toFile as anthropicFile } from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { Agent, setGlobalDispatcher } from 'undici';
import type { ByokProviderId } from '#contracts';
import { startSandbox, type Sandbox } from '#sandbox';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { startRecordingProxy, type RecordedExchange, type RecordedMessage, type RecordingProxy } from './support/recording-proxy.js';

// Google's package looks for Node's dispatcher on the global object, and Jest gives tests a global object of their own.
setGlobalDispatcher(new Agent());

const PROVIDERS = ['openai', 'anthropic', 'gemini'] as const;
/** Of the connection, not of the message. */
const OF_THE_CONNECTION = /^(?:host|connection|keep-alive|transfer-encoding|date)$/;

let sandbox: Sandbox;
let app: TestApplication;
let user: TestUser;
/** Between the SDKs and us, and between us and each provider. */
let outside: RecordingProxy;
let inside: Record<ByokProviderId, RecordingProxy>;

beforeAll(async () => {
  sandbox = await startSandbox({ latencyMs: 0 });
  outside = await startRecordingProxy();
  const [openai, anthropic, gemini] = await Promise.all(PROVIDERS.map((provider) => startRecordingProxy(sandbox.origins[provider])));
  inside = { openai: openai!, anthropic: anthropic!, gemini: gemini! };
  app = await startApplication({ OPENAI_BASE_URL: openai!.origin, ANTHROPIC_BASE_URL: anthropic!.origin, GEMINI_BASE_URL: gemini!.origin });
  outside.target = app.url;
  user = await app.user();
});
afterAll(async () => {
  await Promise.all([outside, ...Object.values(inside)].map((proxy) => proxy.close()));
  await app.close();
  await sandbox.close();
});

async function read<T>(list: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of list) all.push(entry);
  return all;
}

function headersThatDiffer(from: RecordedMessage, to: RecordedMessage, way: string): string[] {
  const names = new Set([...Object.keys(from.headers), ...Object.keys(to.headers)].filter((name) => !OF_THE_CONNECTION.test(name)));
  return [...names].flatMap((name) => {
    const [before, after] = [from.headers[name], to.headers[name]];
    if (String(before) === String(after)) return [];
    return [`${way} ${name} ${before === undefined ? 'added' : after === undefined ? 'left out' : 'changed'}`];
  });
}

/** What of one call is not the same on both sides of us. */
function differenceOf(client: RecordedExchange, provider: RecordedExchange): string[] {
  return [
    ...(client.method === provider.method ? [] : ['up: method']),
    ...(client.path.replace(/^\/api\/\w+/, '') === provider.path ? [] : [`up: path ${client.path}`]),
    ...(client.up.body.equals(provider.up.body) ? [] : ['up: body']),
    ...headersThatDiffer(client.up, provider.up, 'up:'),
    ...(client.status === provider.status ? [] : ['down: status']),
    ...(client.down.body.equals(provider.down.body) ? [] : [`down: body of ${client.method} ${client.path.replace(/[\w-]*_?[0-9a-f]{12,}/g, '<id>')}`]),
    ...headersThatDiffer(provider.down, client.down, 'down:'),
  ];
}

/** What differs in any of the calls since both sides were emptied. */
function differences(provider: ByokProviderId): string[] {
  const { exchanges } = inside[provider];
  expect(outside.exchanges.length).toBe(exchanges.length);
  expect(exchanges.length).toBeGreaterThan(8);
  const all = outside.exchanges.flatMap((exchange, index) => differenceOf(exchange, exchanges[index] as RecordedExchange));
  return [...new Set(all)].sort();
}

beforeEach(() => {
  for (const proxy of [outside, ...Object.values(inside)]) proxy.exchanges.length = 0;
});

/**
 * Calls one after the other, so that both sides have them in one order. The lists are kept as snapshots, and reviewed:
 * docs/native-routes.md says why each line is there.
 */
describe('between an official SDK and its provider nothing is lost unseen', () => {
  it('openai', async () => {
    const client = new OpenAI({ apiKey: user.token, baseURL: `${outside.origin}/api/openai/v1`, defaultHeaders: keyHeader('openai', 'sk-sandbox-difference'), maxRetries: 0 });
    const model = 'gpt-6-luna';
    const messages = [{ role: 'user' as const, content: 'Hi' }];
    await client.chat.completions.create({ model, messages, metadata: { ключ: 'значение' } });
    await read(await client.chat.completions.create({ model, messages, stream: true }));
    const made = await client.responses.create({ model, input: 'Hi' });
    await read(await client.responses.create({ model, input: 'Hi', stream: true }));
    await client.responses.retrieve(made.id);
    await client.responses.inputTokens.count({ model, input: 'Hi' });
    await client.responses.compact({ model, input: 'Hi' });
    await client.responses.delete(made.id);
    await client.embeddings.create({ model: 'text-embedding-3-small', input: 'Hi' });
    const { id } = await client.conversations.create({ metadata: { a: 'b' } });
    await client.conversations.delete(id);
    const file = await client.files.create({ file: await toFile(Buffer.from('a,b\n'), 'table.csv'), purpose: 'user_data' });
    await (await client.files.content(file.id)).text();
    await client.files.delete(file.id);
    await client.batches.list();
    await (await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hi' })).arrayBuffer();
    await expect(client.responses.retrieve('resp_0')).rejects.toThrow();
    expect(differences('openai')).toMatchSnapshot();
  });

  it('@anthropic-ai/sdk', async () => {
    const client = new Anthropic({ apiKey: user.token, baseURL: `${outside.origin}/api/anthropic`, defaultHeaders: keyHeader('anthropic', 'sk-ant-sandbox-difference'), maxRetries: 0 });
    const params = { model: 'claude-haiku-4-5', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };
    await client.messages.create(params);
    await client.messages.stream(params).finalText();
    await client.beta.messages.create({ ...params, betas: ['context-1m-2025-08-07'] });
    await client.messages.countTokens({ model: params.model, messages: params.messages });
    const batch = await client.messages.batches.create({ requests: [{ custom_id: 'a', params }] });
    await client.messages.batches.retrieve(batch.id);
    await read(await client.messages.batches.results(batch.id));
    await client.messages.batches.delete(batch.id);
    const file = await client.files.upload({ file: await anthropicFile(Buffer.from('%PDF-1.4'), 'a.pdf', { type: 'application/pdf' }) });
    await client.files.list();
    await client.files.delete(file.id);
    await expect(client.files.retrieveMetadata(file.id)).rejects.toThrow();
    expect(differences('anthropic')).toMatchSnapshot();
  });

  it('@google/genai', async () => {
    const client = new GoogleGenAI({ apiKey: user.token, httpOptions: { baseUrl: `${outside.origin}/api/gemini`, headers: keyHeader('gemini', 'AIza-sandbox-difference') } });
    const model = 'gemini-3.5-flash-lite';
    await client.models.generateContent({ model, contents: 'Hi' });
    await read(await client.models.generateContentStream({ model, contents: 'Hi' }));
    await client.models.countTokens({ model, contents: 'Hi' });
    await client.models.embedContent({ model: 'gemini-embedding-001', contents: ['Hi'] });
    const made = await client.interactions.create({ model, input: 'Hi' });
    await read(await client.interactions.create({ model, input: 'Hi', stream: true }));
    await client.interactions.get(made.id);
    await client.interactions.delete(made.id);
    const cache = await client.caches.create({ model, config: { contents: 'A long book', ttl: '60s' } });
    await client.caches.update({ name: cache.name!, config: { ttl: '90s' } });
    await client.caches.delete({ name: cache.name! });
    const file = await client.files.upload({ file: new Blob(['bytes']), config: { mimeType: 'text/plain' } });
    await client.files.get({ name: file.name! });
    await client.files.delete({ name: file.name! });
    const batch = await client.batches.create({ model, src: [{ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }] });
    await client.batches.get({ name: batch.name! });
    await client.batches.cancel({ name: batch.name! });
    expect(differences('gemini')).toMatchSnapshot();
  });
});

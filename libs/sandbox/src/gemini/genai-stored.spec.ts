import { GoogleGenAI, createPartFromUri } from '@google/genai';
import { Agent, setGlobalDispatcher } from 'undici';
import { startSandbox, type Sandbox } from '../index.js';

// The package looks for Node's dispatcher on the global object, and Jest gives tests a global object of their own.
setGlobalDispatcher(new Agent());

const MODEL = 'gemini-3.5-flash';
const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

describe('what the @google/genai package stores at the emulator', () => {
  let sandbox: Sandbox;
  let client: GoogleGenAI;
  let stranger: GoogleGenAI;

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    const clientWith = (apiKey: string): GoogleGenAI =>
      new GoogleGenAI({ apiKey, httpOptions: { baseUrl: sandbox.origins.gemini } });
    client = clientWith('AIza-sandbox-mine');
    stranger = clientWith('AIza-sandbox-strange');
  });
  afterAll(() => sandbox.close());

  const read = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const entry of list) all.push(entry);
    return all;
  };

  describe('interactions', () => {
    it('answers, is read again and deleted, with the key that made it alone', async () => {
      const made = await client.interactions.create({ model: MODEL, input: 'Explain tides' });
      expect(made).toMatchObject({ status: 'completed', output_text: expect.stringContaining('Explain tides') as string });
      const { steps } = await client.interactions.get(made.id, { include_input: true });
      expect(steps).toEqual(made.steps);
      await expect(stranger.interactions.get(made.id)).rejects.toMatchObject({ status: 404 });
      await expect(stranger.interactions.delete(made.id)).rejects.toMatchObject({ status: 404 });
      await client.interactions.delete(made.id);
      await expect(client.interactions.get(made.id)).rejects.toMatchObject({ status: 404 });
    });

    it('streams the same answer, and streams it again', async () => {
      const whole = await client.interactions.create({ model: MODEL, input: 'Explain tides' });
      const textIn = (events: readonly { event_type?: string }[]): string =>
        events.map((event) => ('delta' in event && (event.delta as { text?: string }).text) || '').join('');
      const events = await read(await client.interactions.create({ model: MODEL, input: 'Explain tides', stream: true }));
      expect(textIn(events)).toBe(whole.output_text);
      expect(events.map((event) => event.event_type)).toEqual(
        expect.arrayContaining(['interaction.created', 'step.start', 'step.delta', 'step.stop', 'interaction.completed']),
      );
      expect(textIn(await read(await client.interactions.get(whole.id, { stream: true })))).toBe(whole.output_text);
    });

    it('calls a function, and goes on from a previous interaction', async () => {
      const asked = await client.interactions.create({ model: MODEL, input: 'What is the weather in Paris?', tools: [WEATHER] });
      const call = asked.steps.find((step) => step.type === 'function_call');
      expect([asked.status, call]).toMatchObject(['requires_action', { name: 'get_weather', arguments: { city: 'Paris' } }]);
      const result = { type: 'function_result' as const, call_id: call!.id, name: 'get_weather', result: '21 degrees' };
      const request = { model: MODEL, input: [result], previous_interaction_id: asked.id, tools: [WEATHER] };
      expect((await client.interactions.create(request)).output_text).toContain('21 degrees');
      await expect(stranger.interactions.create(request)).rejects.toMatchObject({ status: 404 });
    });

    it('runs in the background, is cancelled there, and keeps nothing with store: false', async () => {
      const made = await client.interactions.create({ model: MODEL, input: 'Hi', background: true });
      expect(made.status).toBe('in_progress');
      expect((await client.interactions.get(made.id)).status).toBe('completed');
      const other = await client.interactions.create({ model: MODEL, input: 'Hi', background: true });
      const cancelled = await fetch(`${sandbox.origins.gemini}/v1beta/interactions/${other.id}/cancel`, {
        method: 'POST',
        headers: { 'x-goog-api-key': 'AIza-sandbox-mine' },
      });
      expect(await cancelled.json()).toMatchObject({ status: 'cancelled' });
      const unstored = await client.interactions.create({ model: MODEL, input: 'Hi', store: false });
      await expect(client.interactions.get(unstored.id)).rejects.toMatchObject({ status: 404 });
    });
  });

  it('takes a file in chunks, lists it, and gives it back', async () => {
    const bytes = new Uint8Array(9 * 1024 * 1024).fill(7);
    const made = await client.files.upload({ file: new Blob([bytes]), config: { mimeType: 'audio/wav', displayName: 'Nine' } });
    const name = made.name ?? '';
    expect(made).toMatchObject({ sizeBytes: String(bytes.length), displayName: 'Nine' });
    expect((await read(await client.files.list())).map((file) => file.name)).toEqual([name]);
    expect(await read(await stranger.files.list())).toEqual([]);
    const down = await fetch(`${sandbox.origins.gemini}/v1beta/${name}:download?alt=media`, {
      headers: { 'x-goog-api-key': 'AIza-sandbox-mine' },
    });
    expect((await down.arrayBuffer()).byteLength).toBe(bytes.length);
    await client.files.delete({ name });
  });

  it('says how much of an upload has arrived, and gives an upload up', async () => {
    const headers = { 'x-goog-api-key': 'AIza-sandbox-mine' };
    const started = await fetch(`${sandbox.origins.gemini}/upload/v1beta/files`, {
      method: 'POST',
      headers: {
        ...headers,
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': '300000',
        'x-goog-upload-header-content-type': 'audio/wav',
      },
    });
    const url = started.headers.get('x-goog-upload-url')!;
    const send = (command: string, offset: number, body?: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, 'x-goog-upload-command': command, 'x-goog-upload-offset': String(offset) },
        ...(body === undefined ? {} : { body }),
      });
    expect((await send('upload', 0, new Uint8Array(1000))).status).toBe(400);
    expect((await send('upload', 0, new Uint8Array(262_144))).headers.get('x-goog-upload-status')).toBe('active');
    expect((await send('query', 0)).headers.get('x-goog-upload-size-received')).toBe('262144');
    expect((await send('upload, finalize', 0, new Uint8Array(37_856))).status).toBe(400);
    expect((await send('cancel', 0)).headers.get('x-goog-upload-status')).toBe('cancelled');
    expect((await send('query', 0)).status).toBe(400);
  });

  it('keeps cached contents, for their key and model alone', async () => {
    const made = await client.caches.create({ model: MODEL, config: { contents: 'A long book about bees', ttl: '60s', displayName: 'Book' } });
    const name = made.name ?? '';
    const request = { model: MODEL, contents: 'Who?', config: { cachedContent: name } };
    const answer = await client.models.generateContent(request);
    const alone = await client.models.generateContent({ model: MODEL, contents: 'Who?' });
    expect(answer.usageMetadata!.promptTokenCount!).toBeGreaterThan(alone.usageMetadata!.promptTokenCount!);
    await expect(stranger.models.generateContent(request)).rejects.toMatchObject({ status: 403 });
    await expect(client.models.generateContent({ ...request, model: 'gemini-3.8-flash' })).rejects.toMatchObject({ status: 400 });
    expect((await client.caches.get({ name })).displayName).toBe('Book');
    const later = await client.caches.update({ name, config: { ttl: '7200s' } });
    expect(Date.parse(later.expireTime!)).toBeGreaterThan(Date.parse(made.expireTime!) + 3_600_000);
    expect((await read(await client.caches.list())).map((cache) => cache.name)).toEqual([name]);
    await expect(stranger.caches.delete({ name })).rejects.toMatchObject({ status: 403 });
    await client.caches.delete({ name });
    await expect(client.caches.get({ name })).rejects.toMatchObject({ status: 403 });
  });

  it('runs batches: inline and of a file, and cancels one', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    const made = await client.batches.create({ model: MODEL, src: [{ contents }], config: { displayName: 'Two' } });
    const name = made.name ?? '';
    expect(made.state).toBe('JOB_STATE_PENDING');
    await expect(stranger.batches.get({ name })).rejects.toMatchObject({ status: 404 });
    const done = await client.batches.get({ name });
    expect(done).toMatchObject({ state: 'JOB_STATE_SUCCEEDED', displayName: 'Two' });
    expect(done.dest?.inlinedResponses?.[0]?.response?.candidates?.[0]?.finishReason).toBe('STOP');
    const line = JSON.stringify({ key: 'a', request: { contents } });
    const file = await client.files.upload({ file: new Blob([line]), config: { mimeType: 'application/jsonl' } });
    const second = await client.batches.create({ model: MODEL, src: { fileName: file.name! } });
    const fileName = (await client.batches.get({ name: second.name! })).dest?.fileName ?? '';
    const down = await fetch(`${sandbox.origins.gemini}/v1beta/${fileName}:download?alt=media`, {
      headers: { 'x-goog-api-key': 'AIza-sandbox-mine' },
    });
    expect(await down.json()).toMatchObject({ key: 'a', response: { modelVersion: MODEL } });
    const third = await client.batches.create({ model: MODEL, src: [{ contents }] });
    await client.batches.cancel({ name: third.name! });
    expect((await client.batches.get({ name: third.name! })).state).toBe('JOB_STATE_CANCELLED');
    expect((await read(await client.batches.list())).length).toBe(3);
    await client.batches.delete({ name });
    await expect(client.batches.get({ name })).rejects.toMatchObject({ status: 404 });
  });

  it('answers about a stored file in a stream, too', async () => {
    const made = await client.files.upload({ file: new Blob([new Uint8Array(80_000)]), config: { mimeType: 'audio/wav' } });
    await client.files.get({ name: made.name! });
    const contents = [createPartFromUri(made.uri!, 'audio/wav'), 'Write down what is said.'];
    const texts = await read(await client.models.generateContentStream({ model: MODEL, contents }));
    expect(texts.map((chunk) => chunk.text).join('')).toMatch(/^Hello, today/);
    await expect(stranger.models.generateContentStream({ model: MODEL, contents })).rejects.toMatchObject({ status: 403 });
  });
});

import { FunctionCallingConfigMode, GoogleGenAI, Type, createPartFromUri } from '@google/genai';
import { Agent, setGlobalDispatcher } from 'undici';
import { startSandbox, type Sandbox } from '../index.js';

// The package looks for Node's dispatcher on the global object, and Jest gives tests a global object of their own.
setGlobalDispatcher(new Agent());

const MODEL = 'gemini-3.5-flash-lite';
const TOOL = {
  functionDeclarations: [
    {
      name: 'get_weather',
      description: 'The weather in a city',
      parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
    },
  ],
};

describe.each(['v1beta', 'v1'])('the @google/genai package against the emulator (%s)', (apiVersion) => {
  let sandbox: Sandbox;
  let client: GoogleGenAI;

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    client = clientWith('AIza-sandbox-good');
  });
  afterAll(() => sandbox.close());

  function clientWith(apiKey: string): GoogleGenAI {
    return new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: sandbox.origins.gemini } });
  }

  it('lists models page by page', async () => {
    const names: string[] = [];
    for await (const entry of await client.models.list({ config: { pageSize: 4 } })) names.push(entry.name ?? '');
    expect(names).toContain(`models/${MODEL}`);
    expect(new Set(names).size).toBe(names.length);
    expect((await client.models.get({ model: MODEL })).name).toBe(`models/${MODEL}`);
  });

  it('answers, and streams the same answer', async () => {
    const request = { model: MODEL, contents: 'Why is the sky blue?' };
    const whole = await client.models.generateContent(request);
    let text = '';
    let finish: string | undefined;
    for await (const chunk of await client.models.generateContentStream(request)) {
      text += chunk.text ?? '';
      finish = chunk.candidates?.[0]?.finishReason ?? finish;
    }
    expect(text).toBe(whole.text);
    expect(text).toContain('Why is the sky blue?');
    expect(finish).toBe('STOP');
    expect(whole.usageMetadata?.totalTokenCount).toBeGreaterThan(10);
  });

  it('calls a function and answers from its result', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'What is the weather in Paris?' }] }];
    const config = { tools: [TOOL], toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } } };
    const first = await client.models.generateContent({ model: MODEL, contents, config });
    expect(first.functionCalls?.[0]).toMatchObject({ name: 'get_weather', args: { city: 'Paris' } });
    const answered = { functionResponse: { name: 'get_weather', response: { output: '21 degrees' } } };
    const second = await client.models.generateContent({
      model: MODEL,
      contents: [...contents, first.candidates![0]!.content!, { role: 'user', parts: [answered] }],
      config: { tools: [TOOL] },
    });
    expect(second.text).toContain('21 degrees');
  });

  it('answers JSON that follows a schema in its own dialect', async () => {
    const answer = await client.models.generateContent({
      model: MODEL,
      contents: 'Plan a course on bees',
      config: {
        responseMimeType: 'application/json',
        responseSchema: {
          type: Type.OBJECT,
          properties: { title: { type: Type.STRING }, hours: { type: Type.INTEGER, minimum: 2 } },
          required: ['title', 'hours'],
        },
      },
    });
    expect(JSON.parse(answer.text!)).toEqual({ title: expect.any(String) as string, hours: 2 });
  });

  it('transcribes audio that is sent inline', async () => {
    const data = Buffer.alloc(16_000).toString('base64');
    const parts = [{ inlineData: { mimeType: 'audio/mp3', data } }, { text: 'Transcribe this recording' }];
    const answer = await client.models.generateContent({ model: MODEL, contents: [{ role: 'user', parts }] });
    expect(answer.text).toMatch(/^Hello, today/);
  });

  it('counts tokens and embeds', async () => {
    expect((await client.models.countTokens({ model: MODEL, contents: 'One two three' })).totalTokens).toBeGreaterThan(
      3,
    );
    const embedded = await client.models.embedContent({ model: 'gemini-embedding-001', contents: ['one', 'two'] });
    expect(embedded.embeddings?.map((entry) => entry.values?.length)).toEqual([768, 768]);
  });

  it.each([
    ['AIza-wrong-key', 400, 'API_KEY_INVALID'],
    ['AIza-sandbox-invalid', 400, 'API_KEY_INVALID'],
    ['AIza-sandbox-nocredit', 429, 'limit: 0'],
    ['AIza-sandbox-ratelimited', 429, '36s'],
    ['AIza-sandbox-forbidden', 403, 'PERMISSION_DENIED'],
    ['AIza-sandbox-region', 400, 'FAILED_PRECONDITION'],
    ['AIza-sandbox-overloaded', 503, 'UNAVAILABLE'],
  ])('refuses %s with %i %s', async (key, status, words) => {
    const call = clientWith(key).models.generateContent({ model: MODEL, contents: 'Hi' });
    await expect(call).rejects.toMatchObject({ status, message: expect.stringContaining(words) as string });
  });

  it('lists models for a -forbidden key, as the real one does', async () => {
    const page = await clientWith('AIza-sandbox-forbidden').models.list();
    expect(page.pageLength).toBeGreaterThan(0);
  });

  it('cuts a stream halfway for a -midstream key', async () => {
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of await clientWith('AIza-sandbox-midstream').models.generateContentStream({
        model: MODEL,
        contents: 'Hi',
      })) {
        text += chunk.text ?? '';
      }
    };
    await expect(read()).rejects.toThrow();
    expect(text).not.toBe('');
  });
});

describe('a stream without alt=sse', () => {
  it('is one JSON array', async () => {
    const sandbox = await startSandbox({ latencyMs: 0 });
    const answer = await fetch(`${sandbox.origins.gemini}/v1beta/models/${MODEL}:streamGenerateContent`, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'AIza-sandbox-good' },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hi there' }] }] }),
    });
    expect(((await answer.json()) as unknown[]).length).toBeGreaterThan(5);
    await sandbox.close();
  });

  it.each(['alt', '$alt'])('is one of events with %s=sse', async (name) => {
    const sandbox = await startSandbox({ latencyMs: 0 });
    const answer = await fetch(`${sandbox.origins.gemini}/v1beta/models/${MODEL}:streamGenerateContent?${name}=sse`, {
      method: 'POST',
      headers: { 'x-goog-api-key': 'AIza-sandbox-good' },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hi there' }] }] }),
    });
    expect(await answer.text()).toMatch(/^data: \{/);
    await sandbox.close();
  });
});

describe('the file store of the @google/genai package against the emulator', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
  });
  afterAll(() => sandbox.close());
  const clientWith = (apiKey: string) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: sandbox.origins.gemini } });

  it('takes a recording, gives it to the model, and removes it', async () => {
    const client = clientWith('AIza-sandbox-files');
    const uploaded = await client.files.upload({ file: new Blob([new Uint8Array(80_000)]), config: { mimeType: 'audio/wav' } });
    expect(uploaded).toMatchObject({ name: expect.stringMatching(/^files\//), mimeType: 'audio/wav', sizeBytes: '80000', state: 'PROCESSING' });
    const name = uploaded.name ?? '';
    expect((await client.files.get({ name })).state).toBe('ACTIVE');
    const contents = [createPartFromUri(uploaded.uri ?? '', 'audio/wav'), 'Write down what is said.'];
    expect((await client.models.generateContent({ model: MODEL, contents })).text).toMatch(/\S/);
    const stranger = clientWith('AIza-sandbox-stranger');
    await expect(stranger.files.get({ name })).rejects.toMatchObject({ status: 403 });
    await expect(stranger.models.generateContent({ model: MODEL, contents })).rejects.toMatchObject({ status: 403 });
    await client.files.delete({ name });
    expect(sandbox.storedFiles()).toEqual([]);
    await expect(client.files.get({ name })).rejects.toMatchObject({ status: 403 });
  });
});

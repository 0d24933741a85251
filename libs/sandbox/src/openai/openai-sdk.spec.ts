import OpenAI, { toFile } from 'openai';
import { startSandbox, type Sandbox } from '../index.js';

const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } },
      required: ['city', 'unit'],
    },
  },
};

/** Silence, 8 kHz, 16 bit, mono. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(16_000 * seconds);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

describe.each(['openai', 'cloudru'] as const)('the openai package against the emulator of %s', (provider) => {
  let sandbox: Sandbox;
  let client: OpenAI;
  const model = provider === 'openai' ? 'gpt-6-luna' : 'openai/gpt-oss-120b';
  const audioModel = provider === 'openai' ? 'whisper-1' : 'openai/whisper-large-v3';

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    client = clientWith('sk-sandbox-good');
  });
  afterAll(() => sandbox.close());

  function clientWith(apiKey: string): OpenAI {
    return new OpenAI({ apiKey, baseURL: `${sandbox.origins[provider]}/v1`, maxRetries: 0 });
  }

  it('lists and retrieves models', async () => {
    const ids: string[] = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    expect(ids).toContain(model);
    expect((await client.models.retrieve(model)).id).toBe(model);
  });

  it('answers a chat in the language of the prompt and refers to it', async () => {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Как запомнить неправильные глаголы?' }],
    });
    expect(answer.choices[0]?.message.content).toContain('неправильные глаголы');
    expect(answer.choices[0]?.message.content).toMatch(/\*\*.+\*\*[\s\S]+1\. /);
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.usage?.total_tokens).toBe(answer.usage!.prompt_tokens + answer.usage!.completion_tokens);
  });

  it('streams the same answer word by word, with usage at the end', async () => {
    const messages = [{ role: 'user' as const, content: 'Explain photosynthesis to a child' }];
    const whole = await client.chat.completions.create({ model, messages });
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let pieces = 0;
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta.content ?? '';
      text += piece;
      pieces += piece === '' ? 0 : 1;
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(pieces).toBeGreaterThan(30);
    expect(usage).toEqual(whole.usage);
  });

  it('calls a tool, and answers from its result', async () => {
    const question = { role: 'user' as const, content: 'What is the weather in Paris?' };
    const first = await client.chat.completions.create({ model, messages: [question], tools: [WEATHER] });
    const message = first.choices[0]!.message;
    const call = message.tool_calls![0]!;
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(call.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ city: 'Paris', unit: 'celsius' });
    const result = { role: 'tool' as const, tool_call_id: call.id, content: '21 degrees and sunny' };
    const second = await client.chat.completions.create({
      model,
      messages: [question, message, result],
      tools: [WEATHER],
    });
    expect(second.choices[0]?.message.content).toContain('21 degrees and sunny');
  });

  it('streams a tool call', async () => {
    const runner = client.chat.completions.stream({
      model,
      messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
      tools: [WEATHER],
    });
    const final = await runner.finalChatCompletion();
    const call = final.choices[0]!.message.tool_calls![0]!;
    expect(call.type === 'function' && JSON.parse(call.function.arguments)).toEqual({ city: 'Paris', unit: 'celsius' });
  });

  it('answers JSON that follows a schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        title: { type: 'string' },
        sections: {
          type: 'array',
          minItems: 3,
          items: { $ref: '#/$defs/section' },
        },
      },
      required: ['title', 'sections'],
      $defs: {
        section: {
          type: 'object',
          properties: { title: { type: 'string' }, summary: { type: 'string' } },
          required: ['title', 'summary'],
        },
      },
    };
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'План курса о пчеловодстве' }],
      response_format: { type: 'json_schema', json_schema: { name: 'outline', schema } },
    });
    const outline = JSON.parse(answer.choices[0]!.message.content!) as {
      title: string;
      sections: { title: string; summary: string }[];
    };
    expect(outline.title).toMatch(/пчеловодстве/i);
    expect(outline.sections.length).toBeGreaterThanOrEqual(3);
    expect(new Set(outline.sections.map((section) => section.title)).size).toBe(outline.sections.length);
  });

  it('stops at the token limit', async () => {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      max_completion_tokens: 1,
    });
    expect(answer.choices[0]?.finish_reason).toBe('length');
  });

  it('embeds, in the base64 that the package asks for', async () => {
    const answer = await client.embeddings.create({
      model: provider === 'openai' ? 'text-embedding-3-small' : 'BAAI/bge-m3',
      input: ['one', 'two'],
    });
    expect(answer.data.map((entry) => entry.embedding.length)).toEqual([1536, 1536]);
    expect(Math.hypot(...answer.data[0]!.embedding)).toBeCloseTo(1, 4);
  });

  it('transcribes in every format, covering the whole recording', async () => {
    const file = await toFile(wav(30), 'lecture.wav');
    const base = { file, model: audioModel };
    const verbose = await client.audio.transcriptions.create({ ...base, response_format: 'verbose_json' });
    expect(verbose.duration).toBe(30);
    expect(verbose.segments?.at(-1)?.end).toBe(30);
    expect((await client.audio.transcriptions.create(base)).text).toBe(verbose.text);
    expect(String(await client.audio.transcriptions.create({ ...base, response_format: 'srt' }))).toMatch(
      /^1\n00:00:00,000 --> 00:00:06,000\n/,
    );
    expect(String(await client.audio.transcriptions.create({ ...base, response_format: 'vtt' }))).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> /,
    );
    expect((await client.audio.transcriptions.create({ ...base, language: 'en' })).text).toMatch(/^Hello/);
  });

  it.each([
    ['sk-wrong-key-123456', 401, 'invalid_api_key'],
    ['sk-sandbox-invalid', 401, 'invalid_api_key'],
    ['sk-sandbox-nocredit', 429, 'insufficient_quota'],
    ['sk-sandbox-ratelimited', 429, 'rate_limit_exceeded'],
    ['sk-sandbox-forbidden', 403, 'missing_scope'],
    ['sk-sandbox-region', 403, 'unsupported_country_region_territory'],
    ['sk-sandbox-overloaded', 503, 'server_is_overloaded'],
  ])('refuses %s with %i %s', async (key, status, code) => {
    const call = clientWith(key).chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }] });
    await expect(call).rejects.toMatchObject({ status, code });
  });

  it('refuses a model that it does not know', async () => {
    const call = client.chat.completions.create({ model: 'nonexistent', messages: [{ role: 'user', content: 'Hi' }] });
    await expect(call).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('breaks a stream halfway for a -midstream key', async () => {
    const stream = await clientWith('sk-sandbox-midstream').chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    let text = '';
    const read = async (): Promise<void> => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(/server had an error/);
    expect(text).not.toBe('');
  });

  if (provider === 'openai') {
    it('answers and streams the Responses API', async () => {
      const request = { model, input: 'Explain tides', instructions: 'Be brief' };
      const whole = await client.responses.create(request);
      const stream = client.responses.stream(request);
      const events = new Set<string>();
      for await (const event of stream) events.add(event.type);
      const final = await stream.finalResponse();
      expect(final.output_text).toBe(whole.output_text);
      expect(whole.output_text).toContain('Explain tides');
      expect(events).toContain('response.output_text.delta');
      expect(events).toContain('response.completed');
    });

    it('streams a transcription of the newer models', async () => {
      const file = await toFile(wav(12), 'lecture.wav');
      const stream = await client.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe', stream: true });
      let text = '';
      let done = '';
      for await (const event of stream) {
        if (event.type === 'transcript.text.delta') text += event.delta;
        if (event.type === 'transcript.text.done') done = event.text;
      }
      expect(text).toBe(done);
      expect(done).not.toBe('');
    });
  }
});

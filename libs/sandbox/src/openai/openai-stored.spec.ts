import OpenAI, { toFile } from 'openai';
import { startSandbox, type Sandbox } from '../index.js';

const MODEL = 'gpt-6-luna';

describe('what the openai package stores at the emulator', () => {
  let sandbox: Sandbox;
  let client: OpenAI;
  let stranger: OpenAI;

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    const clientWith = (apiKey: string): OpenAI =>
      new OpenAI({ apiKey, baseURL: `${sandbox.origins.openai}/v1`, maxRetries: 0 });
    client = clientWith('sk-sandbox-mine');
    stranger = clientWith('sk-sandbox-strange');
  });
  afterAll(() => sandbox.close());

  const read = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const entry of list) all.push(entry);
    return all;
  };

  it('reads, lists and deletes a response, with the key that made it alone', async () => {
    const made = await client.responses.create({ model: MODEL, input: 'Explain tides' });
    expect((await client.responses.retrieve(made.id)).output_text).toBe(made.output_text);
    expect(await read(client.responses.inputItems.list(made.id))).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'Explain tides' }] },
    ]);
    await expect(stranger.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.responses.delete(made.id)).rejects.toMatchObject({ status: 404 });
    await client.responses.delete(made.id);
    await expect(client.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps nothing of a response with store: false', async () => {
    const made = await client.responses.create({ model: MODEL, input: 'Hi', store: false });
    await expect(client.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('goes on from a previous response of the same key alone', async () => {
    const first = await client.responses.create({ model: MODEL, input: 'A rather long question about the tides of the sea' });
    const request = { model: MODEL, input: 'And the moon?', previous_response_id: first.id };
    const second = await client.responses.create(request);
    const alone = await client.responses.create({ model: MODEL, input: 'And the moon?' });
    expect(second.usage!.input_tokens).toBeGreaterThan(alone.usage!.input_tokens + first.usage!.output_tokens - 10);
    await expect(stranger.responses.create(request)).rejects.toMatchObject({
      status: 400,
      code: 'previous_response_not_found',
    });
  });

  it('runs a response in the background, streams it afterwards, and cancels one', async () => {
    const made = await client.responses.create({ model: MODEL, input: 'Explain tides', background: true });
    expect(made.status).toBe('queued');
    const done = await client.responses.retrieve(made.id);
    expect(done.status).toBe('completed');
    const events = await read(await client.responses.retrieve(made.id, { stream: true, starting_after: 3 }));
    expect(events[0]).toMatchObject({ sequence_number: 4 });
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: done.output } });
    const other = await client.responses.create({ model: MODEL, input: 'Explain tides', background: true });
    expect((await client.responses.cancel(other.id)).status).toBe('cancelled');
    await expect(stranger.responses.cancel(made.id)).rejects.toMatchObject({ status: 404 });
    const plain = await client.responses.create({ model: MODEL, input: 'Hi' });
    await expect(client.responses.cancel(plain.id)).rejects.toMatchObject({ status: 400 });
  });

  it('counts the tokens of a request, and compacts one', async () => {
    expect((await client.responses.inputTokens.count({ model: MODEL, input: 'One two three' })).input_tokens).toBe(12);
    const input = [
      { role: 'user' as const, content: 'Explain tides' },
      { role: 'assistant' as const, content: 'The moon pulls.' },
    ];
    const compacted = await client.responses.compact({ model: MODEL, input });
    expect(compacted.output.map((item) => item.type)).toEqual(['message', 'compaction']);
  });

  it('thinks where it is asked to, with an encrypted form for calls that store nothing', async () => {
    const request = {
      model: MODEL,
      input: 'Explain tides',
      store: false,
      reasoning: { effort: 'low' as const, summary: 'auto' as const },
      include: ['reasoning.encrypted_content' as const],
    };
    const whole = await client.responses.create(request);
    expect(whole.output[0]).toMatchObject({ type: 'reasoning', encrypted_content: expect.any(String) as string });
    const streamed = await client.responses.stream(request).finalResponse();
    expect(streamed.output.map((item) => item.type)).toEqual(['reasoning', 'message']);
  });

  it('keeps conversations and their items', async () => {
    const items = [{ type: 'message' as const, role: 'user' as const, content: 'My name is Ada' }];
    const made = await client.conversations.create({ metadata: { topic: 'names' }, items });
    await client.responses.create({ model: MODEL, input: 'Hi again', conversation: made.id });
    const [newest, asked, first] = await read(client.conversations.items.list(made.id));
    expect([newest, asked, first]).toMatchObject([{ role: 'assistant' }, { role: 'user' }, { content: 'My name is Ada' }]);
    expect((await client.conversations.update(made.id, { metadata: { topic: 'x' } })).metadata).toEqual({ topic: 'x' });
    const id = (first as { id: string }).id;
    expect(await client.conversations.items.retrieve(id, { conversation_id: made.id })).toEqual(first);
    await client.conversations.items.delete(id, { conversation_id: made.id });
    const added = await client.conversations.items.create(made.id, { items });
    expect(added.data).toHaveLength(1);
    expect(await read(client.conversations.items.list(made.id))).toHaveLength(3);
    await expect(stranger.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    await expect(
      stranger.responses.create({ model: MODEL, input: 'Hi', conversation: made.id }),
    ).rejects.toMatchObject({ status: 404 });
    await client.conversations.delete(made.id);
    await expect(client.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps files, and uploads in parts', async () => {
    const made = await client.files.create({ file: await toFile(Buffer.from('a,b\n'), 'table.csv'), purpose: 'user_data' });
    expect(made).toMatchObject({ bytes: 4, filename: 'table.csv', purpose: 'user_data', status: 'processed' });
    expect(await (await client.files.content(made.id)).text()).toBe('a,b\n');
    await expect(stranger.files.content(made.id)).rejects.toMatchObject({ status: 404 });
    const upload = await client.uploads.create({ bytes: 6, filename: 'x.txt', mime_type: 'text/plain', purpose: 'user_data' });
    const parts = await Promise.all(
      ['one', 'two'].map(async (text) =>
        client.uploads.parts.create(upload.id, { data: await toFile(Buffer.from(text), 'part') }),
      ),
    );
    const whole = await client.uploads.complete(upload.id, { part_ids: parts.map(({ id }) => id) });
    expect(await (await client.files.content(whole.file!.id)).text()).toBe('onetwo');
    expect((await read(client.files.list({ limit: 1 }))).map(({ id }) => id)).toEqual([whole.file!.id, made.id]);
    expect(await read(stranger.files.list())).toEqual([]);
    expect(await client.files.delete(made.id)).toMatchObject({ deleted: true });
    await expect(client.files.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('runs a batch of a file, and cancels one', async () => {
    const line = { custom_id: 'a', method: 'POST', url: '/v1/responses', body: { model: MODEL, input: 'Hi' } };
    const file = await toFile(Buffer.from(JSON.stringify(line)), 'batch.jsonl');
    const input = await client.files.create({ file, purpose: 'batch' });
    const request = { input_file_id: input.id, endpoint: '/v1/responses' as const, completion_window: '24h' as const };
    const made = await client.batches.create(request);
    expect(made.status).toBe('validating');
    await expect(stranger.batches.create(request)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    const done = await client.batches.retrieve(made.id);
    expect(done).toMatchObject({ status: 'completed', request_counts: { total: 1, completed: 1 } });
    const output = await (await client.files.content(done.output_file_id!)).text();
    expect(JSON.parse(output)).toMatchObject({
      custom_id: 'a',
      response: { status_code: 200, body: { object: 'response', model: MODEL, status: 'completed' } },
    });
    const second = await client.batches.create(request);
    expect((await client.batches.cancel(second.id)).status).toBe('cancelling');
    expect((await client.batches.retrieve(second.id)).status).toBe('cancelled');
    expect((await read(client.batches.list())).map(({ id }) => id)).toEqual([second.id, made.id]);
  });

  it('speaks, in a format that plays or piece by piece', async () => {
    const request = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'One two three four five' };
    const answer = await client.audio.speech.create(request);
    const mp3 = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-type')).toBe('audio/mpeg');
    expect(mp3.readUInt16BE(0)).toBe(0xfffb);
    const wav = Buffer.from(await (await client.audio.speech.create({ ...request, response_format: 'wav' })).arrayBuffer());
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
    const streamed = await (await client.audio.speech.create({ ...request, stream_format: 'sse' })).text();
    expect(streamed).toMatch(/speech\.audio\.delta[\s\S]+speech\.audio\.done/);
    await expect(client.audio.speech.create({ ...request, input: 'x'.repeat(4097) })).rejects.toMatchObject({
      status: 400,
      code: 'string_above_max_length',
    });
  });

  it('moderates', async () => {
    expect((await client.moderations.create({ input: 'Hello' })).results).toMatchObject([{ flagged: false }]);
  });
});

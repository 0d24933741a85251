import Anthropic, { toFile } from '@anthropic-ai/sdk';
import { startSandbox, type Sandbox } from '../index.js';

const PARAMS = { model: 'claude-sonnet-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };

describe('what the @anthropic-ai/sdk package stores at the emulator', () => {
  let sandbox: Sandbox;
  let client: Anthropic;
  let stranger: Anthropic;

  beforeAll(async () => {
    sandbox = await startSandbox({ latencyMs: 0 });
    const clientWith = (apiKey: string): Anthropic =>
      new Anthropic({ apiKey, baseURL: sandbox.origins.anthropic, maxRetries: 0 });
    client = clientWith('sk-ant-sandbox-mine');
    stranger = clientWith('sk-ant-sandbox-strange');
  });
  afterAll(() => sandbox.close());

  const read = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
    const all: T[] = [];
    for await (const entry of list) all.push(entry);
    return all;
  };

  it('runs a batch, with a result for each request', async () => {
    const requests = [
      { custom_id: 'good', params: PARAMS },
      { custom_id: 'bad', params: { ...PARAMS, model: 'nonexistent' } },
    ];
    const made = await client.messages.batches.create({ requests });
    expect(made).toMatchObject({ processing_status: 'in_progress', request_counts: { processing: 2 }, results_url: null });
    await expect(stranger.messages.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    const done = await client.messages.batches.retrieve(made.id);
    expect(done).toMatchObject({ processing_status: 'ended', request_counts: { succeeded: 1, errored: 1 } });
    const results = await read(await client.messages.batches.results(made.id));
    expect(results).toMatchObject([
      { custom_id: 'good', result: { type: 'succeeded', message: { role: 'assistant', model: PARAMS.model } } },
      { custom_id: 'bad', result: { type: 'errored', error: { error: { type: 'not_found_error' } } } },
    ]);
    const url = new URL(done.results_url!);
    const strange = await fetch(url, { headers: { 'x-api-key': 'sk-sandbox-strange', 'anthropic-version': '2023-06-01' } });
    expect(strange.status).toBe(404);
    expect((await read(client.messages.batches.list())).map(({ id }) => id)).toEqual([made.id]);
    expect(await read(stranger.messages.batches.list())).toEqual([]);
    await client.messages.batches.delete(made.id);
    await expect(client.messages.batches.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('cancels a batch, and refuses two requests of one name', async () => {
    const requests = [{ custom_id: 'one', params: PARAMS }];
    const made = await client.messages.batches.create({ requests });
    expect((await client.messages.batches.cancel(made.id)).processing_status).toBe('canceling');
    expect(await read(await client.messages.batches.results(made.id))).toMatchObject([{ result: { type: 'canceled' } }]);
    await expect(client.messages.batches.create({ requests: [...requests, ...requests] })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('keeps files, and lets messages refer to them', async () => {
    const file = await toFile(Buffer.from('%PDF-1.4'), 'a.pdf', { type: 'application/pdf' });
    const made = await client.files.upload({ file });
    expect(made).toMatchObject({ filename: 'a.pdf', mime_type: 'application/pdf', size_bytes: 8, downloadable: false });
    const source = { type: 'file' as const, file_id: made.id };
    const request = { ...PARAMS, messages: [{ role: 'user' as const, content: [{ type: 'document' as const, source }, { type: 'text' as const, text: 'Hi' }] }] };
    expect((await client.beta.messages.create(request)).role).toBe('assistant');
    await expect(stranger.beta.messages.create(request)).rejects.toMatchObject({ status: 404 });
    expect((await read(client.files.list())).map(({ id }) => id)).toEqual([made.id]);
    expect(await read(stranger.files.list())).toEqual([]);
    await expect(client.files.download(made.id)).rejects.toMatchObject({ status: 400 });
    await expect(stranger.files.delete(made.id)).rejects.toMatchObject({ status: 404 });
    await client.files.delete(made.id);
    await expect(client.files.retrieveMetadata(made.id)).rejects.toMatchObject({ status: 404 });
  });
});

import { randomBytes } from 'node:crypto';
import { readdir, readlink } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import OpenAI, { toFile } from 'openai';
import { fingerprintOf } from '#sandbox';
import '#testing/jest';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, LARGE_MODELS, TRANSCRIBING_MODELS, attemptsOf, receiptOf } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

const PATHS = ['/api/v1/audio/transcriptions', '/api/openai/v1/audio/transcriptions'] as const;
/** About 2 MiB. */
const LARGE = wav(130);
const SMALL = wav(2);
const BOUNDARY = 'x-boundary-x';
const TYPE = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const END = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const field = (name: string, value: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const fileHead = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\ncontent-type: audio/wav\r\n\r\n`;

function bodyOf(file: Buffer, fields: Record<string, string>): Buffer {
  const texts = Object.entries(fields).map(([name, value]) => field(name, value));
  return Buffer.concat([Buffer.from(texts.join('') + fileHead), file, END]);
}

/** A form as it went to the provider: text fields first, the file behind them. */
function readForm(body: Buffer): { fields: [name: string, value: string][]; file: Buffer } {
  const boundary = body.subarray(0, body.indexOf('\r\n')).toString();
  const fileAt = body.indexOf('; filename=');
  const texts = body.subarray(0, fileAt).toString();
  const fields = [...texts.matchAll(/name="([^"]*)"\r\n\r\n([^]*?)\r\n--/g)].map(([, name, value]): [string, string] => [name as string, value as string]);
  return { fields, file: body.subarray(body.indexOf('\r\n\r\n', fileAt) + 4, body.length - `\r\n${boundary}--\r\n`.length) };
}

async function post(path: string, body: RequestInit['body'], headers: Record<string, string> = {}, signal?: AbortSignal) {
  const response = await app.fetch(user, path, { body, headers: { ...TYPE, ...headers }, ...(signal === undefined ? {} : { signal }) });
  const text = await response.text();
  const message = text.startsWith('{') ? (JSON.parse(text) as { error?: { message?: string } }).error?.message : undefined;
  return { status: response.status, text, message: message ?? '', receipt: receiptOf(response) };
}

/** Files that wait on disk for their requests: by name, and without one. */
async function spooled(): Promise<string[]> {
  const names = await readdir(join(app.accounts.dataDir, 'spool')).catch(() => []);
  const handles = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
  return [...names, ...targets.filter((target) => target.includes(join(app.accounts.dataDir, 'spool')))];
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (await condition()) return;
    await sleep(25);
  }
  throw new Error('It never came to that.');
}

describe.each(PATHS)('an upload to %s', (path) => {
  it('comes through with all bytes of its file, whatever its size and the order of its fields, and a frame of ours', async () => {
    let seen: Buffer = Buffer.alloc(0);
    app.sandbox.script('openai', (_call, body) => {
      seen = body;
      return undefined;
    });
    for (const bytes of [randomBytes(100), randomBytes(1024 * 1024), randomBytes(5 * 1024 * 1024)]) {
      const fileFirst = Buffer.concat([Buffer.from(fileHead), bytes, Buffer.from('\r\n'), Buffer.from(field('model', TRANSCRIBING_MODELS.openai)), END.subarray(2)]);
      for (const body of [bodyOf(bytes, { model: TRANSCRIBING_MODELS.openai }), fileFirst]) {
        expect((await post(path, new Uint8Array(body))).status).toBe(200);
        const read = readForm(seen);
        expect(read.fields).toEqual([['model', TRANSCRIBING_MODELS.openai]]);
        expect(read.file.equals(bytes)).toBe(true);
        expect(seen.includes(BOUNDARY)).toBe(false);
      }
    }
    expect(await spooled()).toEqual([]);
  });

  it('keeps the bytes of its file when the model gets its own name', async () => {
    let seen: Buffer = Buffer.alloc(0);
    app.sandbox.script('openai', (_call, body) => {
      seen = body;
      return undefined;
    });
    const bytes = randomBytes(3 * 1024 * 1024);
    expect((await post(path, new Uint8Array(bodyOf(bytes, { model: `openai/${TRANSCRIBING_MODELS.openai}`, prompt: 'имена' })))).status).toBe(200);
    expect(seen.indexOf(bytes)).toBeGreaterThan(0);
    expect(seen.subarray(0, 600).toString()).toMatch(new RegExp(`name="model"\r\n\r\n${TRANSCRIBING_MODELS.openai}\r\n[^]*имена`));
  });

  it.each([
    ['invalid', 'key_invalid', 1],
    ['nocredit', 'key_no_credit', 1],
    ['ratelimited', 'key_rate_limited', 1],
    ['forbidden', 'key_forbidden', 1],
    ['overloaded', 'provider_overloaded', 3],
  ] as const)('above 1 MiB falls back like any other, with the same file, with a key that is %s', async (part, code, tries) => {
    const sent: Buffer[] = [];
    app.sandbox.script('openai', (_call, body) => {
      sent.push(body);
      return undefined;
    });
    const form = bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai });
    const seen = await post(path, new Uint8Array(form), keyHeader('openai', `sk-sandbox-${part}-upload`));
    expect(seen.receipt).toMatchObject({ attempts: `${attemptsOf(`byok:openai:${code}`, tries)},platform:openai:ok`, source: 'platform', fallbackReason: code });
    expect(sent.map((body) => readForm(body).file.equals(LARGE))).toEqual(Array.from({ length: tries + 1 }, () => true));
    expect(await spooled()).toEqual([]);
  });

  it('above 1 MiB keeps to the rules of fallback', async () => {
    const region = await post(path, new Uint8Array(bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai })), keyHeader('openai', 'sk-sandbox-region-upload'));
    expect(region.receipt).toMatchObject({ code: 'region_unsupported', attempts: 'byok:openai:region_unsupported', fallbackReason: null });
    const headers = { ...keyHeader('openai', 'sk-sandbox-invalid-upload'), 'x-byok-fallback': 'never' };
    const never = await post(path, new Uint8Array(bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai })), headers);
    expect(never.receipt).toMatchObject({ code: 'key_invalid', attempts: 'byok:openai:key_invalid' });
    expect(await spooled()).toEqual([]);
  });

  it.each([
    ['that is cut off', () => bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai }).subarray(0, -END.length), 'request_invalid', /cut off/],
    ['without a model', () => bodyOf(LARGE, {}), 'request_invalid', /"model"/],
    ['of an unknown model', () => bodyOf(LARGE, { model: 'whisper-99' }), 'model_unknown', /whisper-99/],
    ['of a chat model', () => bodyOf(LARGE, { model: 'claude-haiku-4-5' }), undefined, /anthropic/i],
    ['with a key in a field behind the file', () => Buffer.concat([Buffer.from(fileHead), LARGE, Buffer.from('\r\n'), Buffer.from(field('x-byok-openai-key', 'sk-sandbox-x')), END.subarray(2)]), 'key_malformed', /must not travel/],
    ['with fields of more than 2 MiB', () => bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai, a: 'x'.repeat(1_000_000), b: 'x'.repeat(1_000_000), c: 'x'.repeat(1_000_000) }), 'payload_too_large', /2 MiB/],
    ['with much before its first boundary', () => Buffer.concat([Buffer.alloc(28 * 1024 * 1024, 0x20), bodyOf(SMALL, { model: TRANSCRIBING_MODELS.openai })]), 'payload_too_large', /25 MiB/],
  ] as const)('%s is refused, no provider is asked, and nothing stays', async (_name, body, code, words) => {
    const mark = app.mark();
    const stream = async function* () {
      const bytes = body();
      for (let at = 0; at < bytes.length; at += 60_000) yield new Uint8Array(bytes.subarray(at, at + 60_000));
    };
    const { receipt, message, status } = await post(path, ReadableStream.from(stream()) as never);
    if (code !== undefined) expect(receipt.code).toBe(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(message).toMatch(words);
    expect(app.callsSince(mark)).toEqual([]);
    expect(await spooled()).toEqual([]);
  });

  it.each([
    ['two boundaries', { 'content-type': `multipart/form-data; boundary=${BOUNDARY}; boundary=other` }, (body: Buffer) => body],
    ['a boundary in quotes', { 'content-type': `multipart/form-data; boundary="${BOUNDARY}"` }, (body: Buffer) => body],
    ['words before and behind it', {}, (body: Buffer) => Buffer.concat([Buffer.from(`--other\r\ncontent-disposition: form-data; name="model"\r\n\r\n${LARGE_MODELS.openai}\r\n--other--\r\n`), body, Buffer.from(`--other\r\ncontent-disposition: form-data; name="model"\r\n\r\n${LARGE_MODELS.openai}\r\n--other--\r\n`)])],
  ] as const)('with %s goes on as it was read here, and as nothing else', async (_name, headers, change) => {
    const sent: Buffer[] = [];
    app.sandbox.script('openai', (_call, body) => {
      sent.push(body);
      return undefined;
    });
    const { status } = await post(path, new Uint8Array(change(bodyOf(SMALL, { model: TRANSCRIBING_MODELS.openai, prompt: 'x' }))), headers);
    for (const body of sent) {
      expect(readForm(body)).toEqual({ fields: [['model', TRANSCRIBING_MODELS.openai], ['prompt', 'x']], file: SMALL });
      expect(body.includes(LARGE_MODELS.openai) || body.includes('other')).toBe(false);
    }
    if (status !== 200) expect([sent, status]).toEqual([[], 400]);
  });

  it('keeps names and values that try to break out of their part within it', async () => {
    let seen: Buffer = Buffer.alloc(0);
    app.sandbox.script('openai', (_call, body) => {
      seen = body;
      return undefined;
    });
    const form = new FormData();
    form.set('model', TRANSCRIBING_MODELS.openai);
    form.set('a"; name="model', LARGE_MODELS.openai);
    form.set('prompt', `\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="model"\r\n\r\n${LARGE_MODELS.openai}`);
    form.set('file', new Blob([new Uint8Array(SMALL)], { type: 'audio/wav' }), 'a"\r\nb.wav');
    const response = await app.fetch(user, path, { body: form, headers: keyHeader('openai', 'sk-sandbox-frame') });
    expect([response.status, await response.text()]).toEqual([200, expect.anything()]);
    const frame = seen.subarray(0, seen.indexOf('\r\n')).toString();
    expect(seen.toString('latin1').split(frame).filter((part) => part.includes('name="model"') && !part.includes(BOUNDARY))).toHaveLength(1);
    expect(readForm(seen).file.equals(SMALL)).toBe(true);
  });

  it('must come uncompressed', async () => {
    const { receipt, message } = await post(path, new Uint8Array(gzipSync(bodyOf(SMALL, { model: TRANSCRIBING_MODELS.openai }))), { 'content-encoding': 'gzip' });
    expect(receipt.code).toBe('unsupported_media_type');
    expect(message).toMatch(/content-encoding/);
  });

  it('leaves nothing when the client goes away in the middle', async () => {
    const mark = app.mark();
    const client = new AbortController();
    const endless = async function* () {
      yield new Uint8Array(Buffer.from(field('model', TRANSCRIBING_MODELS.openai) + fileHead));
      while (!client.signal.aborted) {
        yield new Uint8Array(256 * 1024);
        await sleep(5);
      }
    };
    const outcome = post(path, ReadableStream.from(endless()) as never, {}, client.signal).then(() => 'answered', () => 'gone');
    await until(async () => (await spooled()).length > 0);
    client.abort();
    expect(await outcome).toBe('gone');
    await until(async () => (await spooled()).length === 0);
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('leaves nothing when the client goes away while the provider works', async () => {
    const mark = app.mark();
    const client = new AbortController();
    const outcome = post(path, new Uint8Array(bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai })), keyHeader('openai', 'sk-sandbox-slow-upload'), client.signal).then(() => 'answered', () => 'gone');
    await until(() => app.callsSince(mark).length > 0);
    expect(await spooled()).toHaveLength(1);
    client.abort();
    expect(await outcome).toBe('gone');
    await until(async () => (await spooled()).length === 0);
    await until(() => app.callsSince(mark)[0]?.aborted === true);
  });
});

it('the openai package sends its file first, and gets its transcript', async () => {
  const client = new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, maxRetries: 0 });
  const { text } = await client.audio.transcriptions.create({ file: await toFile(wav(300), 'a.wav'), model: TRANSCRIBING_MODELS.openai });
  expect(text).toMatch(/\S/);
});

describe('a large recording for Gemini', () => {
  const path = PATHS[0];
  const key = `AIzaSyFilesSandbox-sandbox-${randomBytes(8).toString('hex')}`;
  const send = (file: Buffer, headers: Record<string, string>, fields: Record<string, string> = {}, signal?: AbortSignal) =>
    post(path, new Uint8Array(bodyOf(file, { model: CHAT_MODELS.gemini, ...fields })), headers, signal);
  const steps = (mark: number) => app.callsSince(mark).map(({ method, path: asked }) => `${method} ${asked.replace(/byok-[0-9a-f]{32}/, 'FILE').replace(/=[0-9a-f]{32}/, '=ID')}`);

  it.each([[2, 130], [24, 1570], [15, 1000]])('of %i MiB goes by way of its file store, and is removed from it', async (_size, seconds) => {
    const mark = app.mark();
    const { status, text, receipt } = await send(wav(seconds), keyHeader('gemini', key), { response_format: 'verbose_json' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ duration: seconds, text: expect.stringMatching(/\S/) });
    expect(receipt).toMatchObject({ source: 'byok', attempts: 'byok:gemini:ok' });
    expect(steps(mark)).toEqual([
      'POST /upload/v1beta/files',
      'POST /upload/v1beta/files?upload_id=ID&upload_protocol=resumable',
      'GET /v1beta/files/FILE',
      `POST /v1beta/models/${CHAT_MODELS.gemini}:generateContent`,
      'DELETE /v1beta/files/FILE',
    ]);
    expect(new Set(app.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint))).toEqual(new Set([fingerprintOf(key)]));
    expect(app.sandbox.storedFiles()).toEqual([]);
    expect(await spooled()).toEqual([]);
    expect(app.logs()).toContain('/api/v1/audio/transcriptions');
    expect(app.logs()).toHoldNoKey(key);
  });

  it('of up to 1 MiB goes within the request', async () => {
    const mark = app.mark();
    expect((await send(SMALL, keyHeader('gemini', key))).status).toBe(200);
    expect(steps(mark)).toEqual([`POST /v1beta/models/${CHAT_MODELS.gemini}:generateContent`]);
  });

  it.each([
    ['nocredit', 'key_no_credit', 1],
    ['overloaded', 'provider_overloaded', 3],
    ['forbidden', 'key_forbidden', 1],
  ] as const)('is stored and removed with each key, the first of which is %s', async (part, code, tries) => {
    const mark = app.mark();
    const { receipt } = await send(LARGE, keyHeader('gemini', `AIza-sandbox-${part}-files`));
    expect(receipt.attempts).toBe(`${attemptsOf(`byok:gemini:${code}`, tries)},platform:gemini:ok`);
    expect(steps(mark).filter((step) => step.startsWith('DELETE'))).toHaveLength(tries + 1);
    expect(app.sandbox.storedFiles()).toEqual([]);
  });

  it('is not even sent with a key that is wrong', async () => {
    const mark = app.mark();
    const headers = { ...keyHeader('gemini', 'AIza-sandbox-invalid-files'), 'x-byok-fallback': 'never' };
    expect((await send(LARGE, headers)).receipt.code).toBe('key_invalid');
    expect(steps(mark)).toEqual(['POST /upload/v1beta/files']);
  });

  it.each([
    ['that cannot be read', { file: { name: 'files/x', uri: 'https://x.test/v1beta/files/x', state: 'FAILED' } }, 'request_invalid'],
    ['that is no file', { nothing: true }, 'provider_unavailable'],
  ])('is removed when the store says something %s', async (_what, answer, code) => {
    app.sandbox.script('gemini', (call) =>
      call.path.includes('upload_id') ? { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) } : undefined,
    );
    const mark = app.mark();
    expect((await send(LARGE, keyHeader('gemini', key))).receipt.code).toBe(code);
    expect(steps(mark).at(-1)).toBe('DELETE /v1beta/files/FILE');
  });

  it('never goes to another host than the provider’s, wherever the store points', async () => {
    app.sandbox.script('gemini', (call) =>
      call.path === '/upload/v1beta/files' ? { status: 200, headers: { 'x-goog-upload-url': 'https://evil.test/upload/v1beta/files?upload_id=x', 'content-length': '0' } } : undefined,
    );
    const mark = app.mark();
    expect((await send(LARGE, keyHeader('gemini', key))).receipt.code).toBe('request_invalid');
    expect(steps(mark)[1]).toBe('POST /upload/v1beta/files?upload_id=x');
  });

  it('is removed when the client goes away, also when its key is gone by then', async () => {
    const client = new AbortController();
    let asked = 0;
    app.sandbox.script('gemini', async (call) => {
      if (!call.path.includes(':generateContent')) return undefined;
      asked += 1;
      await sleep(30_000, undefined, { ref: false });
      return undefined;
    });
    const mark = app.mark();
    const outcome = send(LARGE, keyHeader('gemini', key), {}, client.signal).then(() => 'answered', () => 'gone');
    await until(() => asked === 1);
    expect(app.sandbox.storedFiles()).toHaveLength(1);
    client.abort();
    expect(await outcome).toBe('gone');
    await until(() => app.sandbox.storedFiles().length === 0);
    expect(app.callsSince(mark).at(-1)).toMatchObject({ method: 'DELETE', keyFingerprint: fingerprintOf(key) });
    await until(async () => (await spooled()).length === 0);
  });

  it('is answered even when it cannot be removed, and the log says so', async () => {
    app.sandbox.script('gemini', (call) => (call.method === 'DELETE' ? { status: 500, body: `{"error":{"message":"no, ${key}"}}` } : undefined));
    expect((await send(LARGE, keyHeader('gemini', key))).status).toBe(200);
    await until(() => app.logs().includes('could not be removed from the store of gemini (provider_unavailable)'));
    expect(app.logs()).toHoldNoKey(key);
  });
});

// Last, since the log goes to the application that was started last.
describe('a provider that closes in the middle of an upload', () => {
  let provider: Server;
  let own: TestApplication;
  let connections = 0;
  beforeAll(async () => {
    provider = createServer((socket: Socket) => {
      connections += 1;
      let read = 0;
      socket.on('error', () => undefined).on('data', (chunk) => {
        read += chunk.length;
        if (read > 300_000) socket.destroy();
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    own = await startApplication({ OPENAI_BASE_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` });
  });
  afterAll(async () => {
    await own.close();
    provider.close();
  });

  it.each(PATHS)('is unavailable, after two retries: %s', async (path) => {
    const before = connections;
    const asker = await own.user();
    const response = await own.fetch(asker, path, { method: 'POST', headers: TYPE, body: new Uint8Array(bodyOf(LARGE, { model: TRANSCRIBING_MODELS.openai })) });
    expect([response.status, receiptOf(response).code]).toEqual([502, 'provider_unavailable']);
    expect(connections - before).toBe(3);
  });
});

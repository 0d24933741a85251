import OpenAI, { toFile } from 'openai';
import { fingerprintOf } from '#sandbox';
import { keyHeader, keysUsed, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, LARGE_MODELS, TRANSCRIBING_MODELS, attemptsOf, receiptOf } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';
import { wav } from './support/wav.js';

const PATH = '/api/v1/audio/transcriptions';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));
afterEach(() => app.unscript());

const client = (headers: Record<string, string> = {}) =>
  new OpenAI({ apiKey: user.token, baseURL: `${app.url}/api/v1`, defaultHeaders: headers, maxRetries: 0 });

function form(fields: Record<string, string>, file: { bytes: Buffer; type?: string; name?: string } | null = { bytes: wav(6) }): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  if (file !== null) data.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type ?? 'audio/wav' }), file.name ?? 'lecture.wav');
  return data;
}

async function post(body: FormData | string, headers: Record<string, string> = {}, asker = user) {
  const response = await app.fetch(asker, PATH, { body, headers });
  const text = await response.text();
  return { status: response.status, text, receipt: receiptOf(response), type: response.headers.get('content-type') ?? '' };
}

function messageOf(text: string): string {
  return (JSON.parse(text) as { error: { message: string } }).error.message;
}

const OWN = [
  ['openai', 'whisper-1', 'sk-sandbox-audio'],
  ['gemini', CHAT_MODELS.gemini, 'AIza-sandbox-audio'],
] as const;

describe.each(OWN)("a recording sent to %s's %s", (provider, model, key) => {
  const headers = keyHeader(provider, key);

  it('becomes text by the openai package, paid by the key of the header', async () => {
    const mark = app.mark();
    const { data, response } = await client(headers).audio.transcriptions.create({ model, file: await toFile(wav(12), 'лекция.wav'), language: 'ru' }).withResponse();
    expect(data.text).toMatch(/[а-яё]{4}/i);
    expect(receiptOf(response)).toMatchObject({ source: 'byok', provider, model, attempts: `byok:${provider}:ok` });
    expect(app.callsSince(mark).map((call) => call.keyFingerprint)).toEqual([fingerprintOf(key)]);
  });

  it('is written in English where English is said', async () => {
    const answer = await client(headers).audio.transcriptions.create({ model, file: await toFile(wav(12), 'a.wav'), language: 'en' });
    expect(answer.text).toMatch(/[a-z]{4}/i);
  });

  it('comes in every response format', async () => {
    const json = await post(form({ model }), headers);
    expect([json.status, JSON.parse(json.text)]).toMatchObject([200, { text: expect.stringMatching(/\S/) }]);
    const text = await post(form({ model, response_format: 'text' }), headers);
    expect(text.type).toContain('text/plain');
    expect(text.text).toMatch(/^[^{].*\n$/s);
    const srt = await post(form({ model, response_format: 'srt' }), headers);
    expect(srt.text).toMatch(/^1\n00:00:00,000 --> 00:00:0\d,\d{3}\n\S.*\n/);
    const vtt = await post(form({ model, response_format: 'vtt' }), headers);
    expect(vtt.text).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:0\d\.\d{3}\n\S.*\n/);
    const verbose = JSON.parse((await post(form({ model, response_format: 'verbose_json', language: 'ru' }), headers)).text) as Record<string, unknown>;
    expect(verbose).toMatchObject({ task: 'transcribe', language: 'russian', duration: 6, segments: [{ id: 0, start: 0, end: 6, text: expect.any(String) }] });
  });

  it('comes with the names of fields that its provider does not read', async () => {
    const data = form({ model, prompt: 'Names', 'chunking_strategy[type]': 'server_vad', 'include[]': 'logprobs', keywords: '' });
    const response = await app.fetch(user, PATH, { body: data, headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-byok-dropped')).toBe(provider === 'gemini' ? 'chunking_strategy, include' : null);
  });

  it.each([
    ['invalid', OpenAI.AuthenticationError, 'key_invalid'],
    ['nocredit', OpenAI.APIError, 'key_no_credit'],
    ['ratelimited', OpenAI.RateLimitError, 'key_rate_limited'],
    ['forbidden', OpenAI.PermissionDeniedError, 'key_forbidden'],
    ['overloaded', OpenAI.InternalServerError, 'provider_overloaded'],
  ] as const)('raises the error of a key that is %s, or falls back on consent', async (part, errorClass, code) => {
    const file = await toFile(wav(1), 'a.wav');
    const refused = client({ ...keyHeader(provider, `sandbox-${part}-audio`), 'x-byok-fallback': 'never' });
    const error = await refused.audio.transcriptions.create({ model, file }).then(() => undefined, (failure: InstanceType<typeof OpenAI.APIError>) => failure);
    expect(error).toBeInstanceOf(errorClass);
    expect(error).toMatchObject({ code });
    const { response } = await client(keyHeader(provider, `sandbox-${part}-audio`)).audio.transcriptions.create({ model, file: await toFile(wav(1), 'a.wav') }).withResponse();
    expect(receiptOf(response)).toMatchObject({ source: 'platform', attempts: `${attemptsOf(`byok:${provider}:${code}`, code === 'provider_overloaded' ? 3 : 1)},platform:${provider}:ok`, fallbackReason: code });
  });

  it('is transcribed under its full name too', async () => {
    expect((await post(form({ model: `${provider}/${model}` }), headers)).receipt).toMatchObject({ model, attempts: `byok:${provider}:ok` });
  });
});

describe('the form', () => {
  it('goes to OpenAI byte by byte as it came, with fields that nobody here knows, under an own key', async () => {
    let seen: Uint8Array = new Uint8Array();
    app.sandbox.script('openai', (_call, body) => {
      seen = body;
      return undefined;
    });
    const boundary = 'x-strange-boundary';
    const parts = [
      `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${TRANSCRIBING_MODELS.openai}\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="something_new"\r\n\r\nkept\r\n`,
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\n${wav(1).toString('latin1')}\r\n--${boundary}--\r\n`,
    ];
    const body = Buffer.from(parts.join(''), 'latin1');
    const response = await app.fetch(user, PATH, {
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...keyHeader('openai', 'sk-sandbox-mine') },
    });
    expect(response.status).toBe(200);
    expect(body.equals(seen)).toBe(true);
  });

  it('is written anew with the provider’s own id when it named another, and keeps all the rest', async () => {
    let seen = '';
    app.sandbox.script('openai', (_call, body) => {
      seen = body.toString('latin1');
      return undefined;
    });
    const body = form({ 'timestamp_granularities[]': 'segment', response_format: 'verbose_json', model: 'openai/whisper-1' });
    body.append('timestamp_granularities[]', 'word');
    expect((await post(body)).status).toBe(200);
    expect(seen).toMatch(/name="model"\r\n\r\nwhisper-1\r\n/);
    expect(seen.match(/timestamp_granularities/g)).toHaveLength(2);
    expect(seen).toContain('RIFF');
  });

  it.each([
    ['without a file', () => form({ model: TRANSCRIBING_MODELS.openai }, null), 'request_invalid', /"file"/],
    ['with an empty file', () => form({ model: TRANSCRIBING_MODELS.openai }, { bytes: Buffer.alloc(0) }), 'request_invalid', /"file"/],
    ['without a model', () => form({}), 'request_invalid', /"model"/],
    ['with an unknown model', () => form({ model: 'whisper-99' }), 'model_unknown', /whisper-99/],
    ['with a chat model of OpenAI', () => form({ model: CHAT_MODELS.openai }), 'request_invalid', /cannot transcribe.*gpt-transcribe/],
    ['with a model of Anthropic', () => form({ model: 'claude-haiku-4-5' }), 'request_invalid', /anthropic cannot transcribe.*gemini/],
    ['with a strange stream field', () => form({ model: TRANSCRIBING_MODELS.openai, stream: 'maybe' }), 'request_invalid', /"stream"/],
    ['with a strange temperature', () => form({ model: TRANSCRIBING_MODELS.openai, temperature: 'warm' }), 'request_invalid', /"temperature"/],
    ['with a key in a field', () => form({ model: TRANSCRIBING_MODELS.openai, 'x-byok-openai-key': 'sk-sandbox-in-a-field' }), 'key_malformed', /must not travel/],
    ['with a format that Gemini has not', () => form({ model: CHAT_MODELS.gemini, response_format: 'diarized_json' }), 'request_invalid', /response_format/],
    ['with times of words, of Gemini', () => form({ model: CHAT_MODELS.gemini, 'timestamp_granularities[]': 'word' }), 'request_invalid', /name a model of OpenAI/],
    ['with a recording that Gemini doesn’t know', () => form({ model: CHAT_MODELS.gemini }, { bytes: Buffer.from('\x1aE\xdf\xa3webm', 'latin1'), name: 'a.webm' }), 'request_invalid', /WEBM/],
    ['with more than 25 MiB', () => form({ model: TRANSCRIBING_MODELS.openai }, { bytes: Buffer.alloc(25 * 1024 * 1024 + 1) }), 'payload_too_large', /25 MiB/],
    ['with much more than 25 MiB', () => form({ model: TRANSCRIBING_MODELS.openai }, { bytes: Buffer.alloc(40 * 1024 * 1024) }), 'payload_too_large', /25 MiB/],
  ] as const)('%s is refused, and no provider asked', async (_name, make, code, words) => {
    const mark = app.mark();
    const { receipt, text, status } = await post(make());
    expect(receipt.code).toBe(code);
    expect(status).toBe({ request_invalid: 400, model_unknown: 404, key_malformed: 400, payload_too_large: 413 }[code]);
    expect(messageOf(text)).toMatch(words);
    expect(app.callsSince(mark)).toEqual([]);
  });

  it('is refused when it names its model or file twice, is cut off, or is no form', async () => {
    const twice = form({ model: TRANSCRIBING_MODELS.openai });
    twice.append('model', CHAT_MODELS.gemini);
    expect(messageOf((await post(twice)).text)).toMatch(/"model" more than once/);
    const files = form({ model: TRANSCRIBING_MODELS.openai });
    files.append('file', new Blob(['x']), 'b.wav');
    expect(messageOf((await post(files)).text)).toMatch(/one file/);
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    for (const body of ['--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhis', '--b', 'nonsense']) {
      expect((await post(body, type)).receipt.code).toBe('request_invalid');
    }
    expect((await post('--b--', { 'content-type': 'multipart/form-data' })).receipt.code).toBe('request_invalid');
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'application/x-www-form-urlencoded', 'audio/wav', 'text/plain'])('must not be %s, on either route', async (type) => {
    for (const path of [PATH, '/api/openai/v1/audio/transcriptions']) {
      const response = await app.fetch(user, path, { body: '{"model":"whisper-1"}', headers: { 'content-type': type } });
      expect([response.status, response.headers.get('x-byok-code')]).toEqual([415, 'unsupported_media_type']);
      expect(messageOf(await response.text())).toMatch(/multipart\/form-data.*"file"/);
    }
  });

  it('is refused on other routes', async () => {
    const response = await app.fetch(user, '/api/v1/chat/completions', { body: form({ model: TRANSCRIBING_MODELS.openai }) });
    expect([response.status, response.headers.get('x-byok-code')]).toEqual([415, 'unsupported_media_type']);
  });

  it('takes 20 MiB to OpenAI', async () => {
    const { status } = await post(form({ model: TRANSCRIBING_MODELS.openai }, { bytes: wav(1300) }));
    expect(status).toBe(200);
  });
});

describe('a stream of a transcript', () => {
  it.each([TRANSCRIBING_MODELS.openai, CHAT_MODELS.gemini])('of %s has the events of OpenAI', async (model) => {
    const stream = await client().audio.transcriptions.create({ model, file: await toFile(wav(12), 'a.wav'), stream: true });
    let text = '';
    let whole = '';
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') text += event.delta;
      if (event.type === 'transcript.text.done') whole = event.text;
    }
    expect(whole).toMatch(/\S/);
    expect(text).toBe(whole);
  });

  it('that ends with an error of the provider’s names it in our terms', async () => {
    const body = 'data: {"type":"transcript.text.delta","delta":"half"}\n\ndata: {"error":{"message":"Quota exceeded","type":"insufficient_quota","code":"insufficient_quota","param":null}}\n\n';
    app.sandbox.script('openai', () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body }));
    const { text } = await post(form({ model: TRANSCRIBING_MODELS.openai, stream: 'true' }));
    expect(text).toContain('"delta":"half"}\n\ndata: {"error":{');
    expect(text).toMatch(/"code":"key_no_credit"/);
    const native = await app.fetch(user, '/api/openai/v1/audio/transcriptions', { body: form({ model: TRANSCRIBING_MODELS.openai, stream: 'true' }) });
    expect(await native.text()).toBe(body);
  });

  it('that breaks off ends with an error event', async () => {
    const body = 'data: {"type":"transcript.text.delta","delta":"half';
    app.sandbox.script('openai', () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body, cut: true }));
    const { text } = await post(form({ model: TRANSCRIBING_MODELS.openai, stream: 'true' }));
    expect(text).toMatch(/half\n\ndata: {"error":{.*provider_unavailable.*}}\n\n$/);
  });
});

describe('auto', () => {
  it('prefers the provider whose key came along', async () => {
    const openai = await post(form({ model: 'auto' }), keyHeader('openai', 'sk-sandbox-auto-audio'));
    expect(openai.receipt).toMatchObject({ source: 'byok', provider: 'openai', attempts: 'byok:openai:ok' });
    const gemini = await post(form({ model: 'auto' }), keyHeader('gemini', 'AIza-sandbox-auto-audio'));
    expect(gemini.receipt).toMatchObject({ source: 'byok', provider: 'gemini', attempts: 'byok:gemini:ok' });
  });

  it('passes over a model that can’t take the recording', async () => {
    const webm = { bytes: Buffer.from('\x1aE\xdf\xa3webm and so on', 'latin1'), type: 'audio/webm', name: 'a.webm' };
    const { receipt } = await post(form({ model: 'auto' }, webm), keyHeader('gemini', 'AIza-sandbox-auto-audio'));
    expect(receipt).toMatchObject({ source: 'platform', provider: 'openai' });
    const { receipt: words } = await post(form({ model: 'auto', response_format: 'verbose_json', 'timestamp_granularities[]': 'word' }));
    expect(words.provider).toBe('openai');
  });

  it("goes to Cloud.ru on the platform's key under that strategy", async () => {
    const local = await app.user();
    await app.prefer(local, { strategy: 'cloudru', fallback: 'never' });
    const mark = app.mark();
    const { status, receipt, text } = await post(form({ model: 'auto' }), keyHeader('openai', 'sk-sandbox-unused-key'), local);
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'platform', provider: 'cloudru', model: 'openai/whisper-large-v3' });
    expect(JSON.parse(text)).toMatchObject({ text: expect.stringMatching(/\S/) });
    expect(keysUsed(app.callsSince(mark), {})).toEqual(['platform:cloudru']);
  });

  it('needs a key under never', async () => {
    expect((await post(form({ model: 'auto' }), { 'x-byok-fallback': 'never' })).receipt.code).toBe('key_required');
  });
});

describe('the plan', () => {
  it('holds for transcription as everywhere', async () => {
    const free = await app.user('free');
    const { status, receipt, text } = await post(form({ model: LARGE_MODELS.gemini }), keyHeader('gemini', 'AIza-sandbox-own'), free);
    expect([status, receipt.code]).toEqual([403, 'tier_not_allowed']);
    expect(JSON.parse(text)).toMatchObject({ error: { allowedModels: expect.arrayContaining([TRANSCRIBING_MODELS.openai]) } });
  });
});

describe('what a hearing model answers', () => {
  const gemini = (text: string, finishReason = 'STOP') => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason, index: 0 }], usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 } }),
  });
  const heard = (text: string, finishReason?: string, fields: Record<string, string> = {}) => {
    app.sandbox.script('gemini', () => gemini(text, finishReason));
    return post(form({ model: CHAT_MODELS.gemini, ...fields }));
  };

  it('is put in order, and loses no words for times that can’t be read', async () => {
    const segments = [{ start: 5, end: 2, text: ' last ' }, { start: 0, end: 1, text: 'first' }, { start: '00:00:01,5', end: 'soon', text: 'second' }, { start: 'x', end: '3 s', text: 'third' }, null, { start: 9, end: 9, text: '' }];
    const { text } = await heard(JSON.stringify({ language: 'English', segments }), undefined, { response_format: 'verbose_json' });
    expect(JSON.parse(text)).toMatchObject({ language: 'english', text: 'first second third last', duration: 5, usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 } });
  });

  it('may be nothing at all, for silence', async () => {
    for (const [format, body] of [['json', { text: '' }], ['srt', ''], ['vtt', 'WEBVTT\n\n'], ['text', '\n']] as const) {
      const { text, status } = await heard('{"language":"none","segments":[]}', undefined, { response_format: format });
      expect(status).toBe(200);
      if (typeof body === 'string') expect(text).toBe(body);
      else expect(JSON.parse(text)).toMatchObject(body);
    }
  });

  it.each([
    ['in a fence', '```json\n{"segments":[{"start":0,"end":1,"text":"a"}]}\n```'],
    ['behind words', 'Here is {it}: {"segments":[{"start":0,"end":1,"text":"a"},]}'],
  ])('may stand %s', async (_what, answer) => {
    expect((await heard(answer, undefined, { response_format: 'srt' })).text).toBe('1\n00:00:00,000 --> 00:00:01,000\na\n');
  });

  it('lets no text end a cue or begin markup in subtitles, and masks the key however it is escaped there', async () => {
    const key = 'AIza-sandbox-<a>&"b"';
    const segments = [{ start: 0, end: 1, text: `a --> b\r\r<c> & ${key}` }];
    app.sandbox.script('gemini', () => gemini(JSON.stringify({ language: 'en', segments })));
    const write = async (format: string) => (await post(form({ model: CHAT_MODELS.gemini, response_format: format }), keyHeader('gemini', key))).text;
    expect(await write('srt')).toBe('1\n00:00:00,000 --> 00:00:01,000\na → b <c> & [redacted]\n');
    expect(await write('vtt')).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\na --&gt; b &lt;c&gt; &amp; [redacted]\n');
    expect(JSON.parse(await write('json'))).toMatchObject({ text: 'a --> b\r\r<c> & [redacted]' });
  });

  it('may be bare text, where no times are asked for', async () => {
    expect(JSON.parse((await heard('Добрый день.')).text)).toMatchObject({ text: 'Добрый день.' });
    expect((await heard('Добрый день.', undefined, { response_format: 'text' })).text).toBe('Добрый день.\n');
    expect((await heard('Добрый день.', undefined, { response_format: 'srt' })).receipt.code).toBe('provider_unavailable');
  });

  it.each([
    ['half a JSON', '{"language":"en","segm', 'STOP', 502, 'provider_unavailable'],
    ['an answer cut for its length', '{"language":"en","segments":[{"start":0', 'MAX_TOKENS', 400, 'request_invalid'],
    ['an answer that was withheld', '', 'SAFETY', 400, 'content_blocked'],
  ] as const)('is an error when it is %s', async (_name, text, finish, status, code) => {
    const seen = await heard(text, finish);
    expect([seen.status, seen.receipt.code]).toEqual([status, code]);
  });
});

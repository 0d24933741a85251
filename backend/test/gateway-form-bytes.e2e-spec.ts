import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import OpenAI, { toFile } from 'openai';
import '#testing/jest';
import { PLATFORM_KEYS, keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { LARGE_MODELS, TRANSCRIBING_MODELS, attemptsOf } from './support/calls.js';
import { wav } from './support/wav.js';

const PATHS = ['/api/v1/audio/transcriptions', '/api/openai/v1/audio/transcriptions'] as const;
const MODEL = TRANSCRIBING_MODELS.openai;
const BOUNDARY = 'x-Boundary.x';
const TYPE = `multipart/form-data; charset=utf-8; boundary="${BOUNDARY}"`;
const MIB = 1024 * 1024;

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A provider that keeps what it gets, and refuses the keys that a test calls bad. */
let provider: Server;
let app: TestApplication;
let user: TestUser;
let seen: Seen[] = [];
let statusFor: (key: string) => number = () => 200;

const ERRORS: Readonly<Record<number, string>> = { 401: 'invalid_api_key', 429: 'insufficient_quota', 500: 'server_error' };

async function answer(request: IncomingMessage): Promise<{ status: number; json: unknown }> {
  seen.push({ headers: request.headers, body: await buffer(request) });
  const status = statusFor(String(request.headers.authorization).replace('Bearer ', ''));
  const code = ERRORS[status];
  return { status, json: code === undefined ? { text: 'heard' } : { error: { message: 'no', type: code, code, param: null } } };
}

beforeAll(async () => {
  provider = createServer((request, response) => {
    void answer(request).then(({ status, json }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json)));
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  app = await startApplication({ OPENAI_BASE_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` });
  user = await app.user();
});
afterAll(async () => {
  await app.close();
  provider.closeAllConnections();
  provider.close();
});
beforeEach(() => {
  seen = [];
  statusFor = () => 200;
});

let keys = 0;
/** Another one each time: one that failed rests for a while. */
const newKey = (): string => `sk-sandbox-bytes-${String((keys += 1)).padStart(8, '0')}`;
const part = (lines: string, value: string) => `--${BOUNDARY}\r\n${lines}\r\n\r\n${value}\r\n`;
const field = (name: string, value: string) => part(`Content-Disposition: form-data; name="${name}"`, value);
const FILE_HEAD = `--${BOUNDARY}\r\nContent-Type: audio/x-wav; codec=1\r\nX-Take: 2\r\nContent-Disposition: form-data; name="file"; filename="a.wav"; filename*=utf-8''%D0%BB.wav\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;

/** With its file between text fields, one of which has a type of its own. */
function formOf(file: Buffer, model: string = MODEL): Buffer {
  const before = part('content-DISPOSITION: form-data; name=prompt\r\nContent-Type: text/plain; charset=UTF-8', 'имена');
  return Buffer.concat([Buffer.from(before + FILE_HEAD), file, Buffer.from(`\r\n${field('model', model)}${field('include[]', 'logprobs')}${field('include[]', 'x')}`.slice(0, -2) + END)]);
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** @param pieces the body as it is written to the connection, piece by piece; with its length ahead, or in chunks */
async function post(path: string, pieces: readonly Buffer[], headers: Record<string, string>, hasLength = true): Promise<Answer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const outgoing = httpRequest(app.url + path, { method: 'POST', headers: { authorization: `Bearer ${user.token}`, 'content-type': TYPE, ...(hasLength ? { 'content-length': length } : {}), ...headers } });
  outgoing.setNoDelay(true);
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  for (const piece of pieces) {
    if (!outgoing.write(piece)) await once(outgoing, 'drain');
    if (pieces.length > 1) await turn();
  }
  outgoing.end();
  const [response] = await answered;
  return { status: response.statusCode ?? 0, headers: response.headers, text: (await buffer(response)).toString() };
}

function inPieces(body: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) => body.subarray(index * size, (index + 1) * size));
}

/** Compared without a diff, which would be megabytes long. */
function expectAsSent(got: Seen | undefined, body: Buffer, key: string): void {
  expect(got?.body.equals(body)).toBe(true);
  expect(got?.headers).toMatchObject({ 'content-type': TYPE, 'content-length': String(body.length), authorization: `Bearer ${key}` });
}

function expectAnew(got: Seen | undefined, file: Buffer): void {
  const text = got?.body.toString('latin1') ?? '';
  expect(got?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=byok-/);
  expect(got?.headers['content-length']).toBe(String(got?.body.length));
  expect(text.includes(BOUNDARY)).toBe(false);
  expect(text).toContain(`name="model"\r\n\r\n${MODEL}\r\n`);
  expect(got?.body.includes(file)).toBe(true);
}

describe.each(PATHS)('under an own key, a form to %s', (path) => {
  it.each([1, 100, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, MIB - 700, MIB - 1, MIB, MIB + 1, 3 * MIB + 17])('with a file of %i bytes reaches the provider as it was sent', async (size) => {
    const key = newKey();
    const body = formOf(randomBytes(size));
    for (const pieces of [[body], inPieces(body, 16 * 1024 + 1)]) {
      seen = [];
      const { status, text, headers } = await post(path, pieces, keyHeader('openai', key));
      expect([status, JSON.parse(text)]).toEqual([200, { text: 'heard' }]);
      expect(headers['x-byok-attempts']).toBe('byok:openai:ok');
      expect(seen).toHaveLength(1);
      expectAsSent(seen[0], body, key);
      expect(seen[0]?.body).toHoldNoKey(key);
    }
  });

  it('does so where it comes in single bytes, and without its length ahead', async () => {
    const key = newKey();
    const body = formOf(Buffer.from(`\r\n--x-Boundary\r\n-\r\n--${'\r'.repeat(30)}`));
    for (const hasLength of [true, false]) expect((await post(path, inPieces(body, 1), keyHeader('openai', key), hasLength)).status).toBe(200);
    expect(seen).toHaveLength(2);
    for (const got of seen) expectAsSent(got, body, key);
  });

  it.each([
    ['that is small', wav(2)],
    ['above 1 MiB', wav(130)],
  ])('and a file %s reaches it whole at each retry, with a second key, and anew with the platform’s', async (_what, file) => {
    const [first, second] = [newKey(), newKey()];
    const body = Buffer.concat([Buffer.from(field('model', MODEL) + FILE_HEAD), file, Buffer.from(END)]);
    statusFor = (key) => (key === first ? 500 : key === second ? 429 : 200);
    const { status, headers } = await post(path, [body], { 'x-byok-openai-key': first, 'x-byok-openai-key-2': second });
    expect(status).toBe(200);
    expect(headers['x-byok-attempts']).toBe(`${attemptsOf('byok:openai:provider_unavailable', 3)},byok-2:openai:key_no_credit,platform:openai:ok`);
    expect(seen.map(({ headers: { authorization } }) => authorization)).toEqual([first, first, first, second, PLATFORM_KEYS.openai].map((key) => `Bearer ${key}`));
    for (const got of seen.slice(0, 3)) expectAsSent(got, body, first);
    expectAsSent(seen[3], body, second);
    expectAnew(seen[4], file);
  });

  it('is written anew where the provider has another name for its model', async () => {
    const file = wav(2);
    expect((await post(path, [formOf(file, `openai/${MODEL}`)], keyHeader('openai', newKey()))).status).toBe(200);
    expectAnew(seen[0], file);
    expect(seen[0]?.body.toString()).toContain('имена');
  });

  it.each([
    ['names its model twice', field('model', LARGE_MODELS.openai), /"model" more than once/],
    ['names its model as a list, too', field('model[]', LARGE_MODELS.openai), /"model" must be one text/],
    ['names its model with a filename', part('Content-Disposition: form-data; name="model"; filename="a"', LARGE_MODELS.openai), /one file/],
    ['has a part without a name', part('Content-Disposition: form-data', 'x'), /name/],
    ['has name and name*', part(`Content-Disposition: form-data; name="a"; name*=utf-8''model`, LARGE_MODELS.openai), /name/],
  ])('that %s is refused before it goes out', async (_what, more, words) => {
    const body = Buffer.concat([Buffer.from(more), formOf(wav(2))]);
    for (const pieces of [[body], inPieces(body, 4000)]) {
      const { status, headers, text } = await post(path, pieces, keyHeader('openai', newKey()));
      expect([status, headers['x-byok-code']]).toEqual([400, 'request_invalid']);
      expect((JSON.parse(text) as { error: { message: string } }).error.message).toMatch(words);
    }
    expect(seen).toEqual([]);
  });

  const before = (more: string | Buffer) => (form: Buffer) => Buffer.concat([Buffer.from(more as string), form]);
  it.each([
    ['a part without a disposition', TYPE, before(part('X-Own: y', 'x'))],
    ['a folded header', TYPE, before(part('Content-Disposition: form-data;\r\n name="a"', 'x'))],
    ['an encoding', TYPE, before(part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', 'eA=='))],
    ['two dispositions in a part', TYPE, before(part('Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="model"', LARGE_MODELS.openai))],
    ['a text that is not UTF-8', TYPE, before(Buffer.concat([Buffer.from(field('a', '').slice(0, -2)), Buffer.from([0xff]), Buffer.from('\r\n')]))],
    ['a part behind its last boundary', TYPE, (form: Buffer) => Buffer.concat([form, Buffer.from(field('model', LARGE_MODELS.openai) + END.slice(2))])],
    ['another form before it', TYPE, before(`--y\r\nContent-Disposition: form-data; name="model"\r\n\r\n${LARGE_MODELS.openai}\r\n--y--\r\n`)],
    ['two boundaries', `multipart/form-data; boundary=${BOUNDARY}; boundary=y`, (form: Buffer) => form],
  ])('with %s, which readers may take differently, goes out anew, as what was read here', async (_what, type, change) => {
    const { status } = await post(path, [change(formOf(wav(2)))], { 'content-type': type, ...keyHeader('openai', newKey()) });
    expect(status).toBe(200);
    expectAnew(seen[0], wav(2));
    expect(seen[0]?.body.toString('latin1').match(/name="model"/g)).toHaveLength(1);
  });

  it('with a boundary that is escaped is refused before it goes out', async () => {
    const { status, headers, text } = await post(path, [formOf(wav(2))], { 'content-type': `multipart/form-data; boundary="x\\-Boundary.x"`, ...keyHeader('openai', newKey()) });
    expect([status, headers['x-byok-code'], text]).toEqual([400, 'request_invalid', expect.any(String)]);
    expect(seen).toEqual([]);
  });

  it('with a key in a header of a part is refused before it goes out', async () => {
    const key = newKey();
    const body = Buffer.concat([Buffer.from(part(`Content-Disposition: form-data; name="a"\r\nX-Byok-OpenAI-Key: ${key}`, 'x')), formOf(wav(2))]);
    const { headers, text } = await post(path, [body], keyHeader('openai', key));
    expect(headers['x-byok-code']).toBe('key_malformed');
    expect(text).toHoldNoKey(key);
    expect(seen).toEqual([]);
  });

  it('that more than one reader could take differently still goes out anew with the platform’s key', async () => {
    const file = wav(2);
    const body = Buffer.concat([Buffer.from('words before it\r\n'), Buffer.from(field('model', MODEL) + FILE_HEAD), file, Buffer.from(END)]);
    expect((await post(path, [body], {})).status).toBe(200);
    expectAnew(seen[0], file);
  });
});

it.each(['/api/v1', '/api/openai/v1'])('the forms of the openai package and of FormData go on as they came at %s', async (base) => {
  const headers = keyHeader('openai', newKey());
  const client = new OpenAI({ apiKey: user.token, baseURL: app.url + base, defaultHeaders: headers, maxRetries: 0 });
  await client.audio.transcriptions.create({ model: MODEL, file: await toFile(wav(300), 'лекция "1".wav'), prompt: 'имена', timestamp_granularities: ['word'] });
  const form = new FormData();
  form.set('model', MODEL);
  form.set('a"; name="model', LARGE_MODELS.openai);
  form.set('file', new Blob([new Uint8Array(wav(2))], { type: 'audio/wav' }), 'a"\r\nb.wav');
  const sent = new Response(form);
  const type = String(sent.headers.get('content-type'));
  const body = Buffer.from(await sent.arrayBuffer());
  expect((await post(`${base}/audio/transcriptions`, [body], { 'content-type': type, ...headers })).status).toBe(200);
  expect(seen.map(({ headers: { 'content-type': got } }) => got?.includes('byok-'))).toEqual([false, false]);
  expect([seen[1]?.headers['content-type'], seen[1]?.body.equals(body)]).toEqual([type, true]);
});

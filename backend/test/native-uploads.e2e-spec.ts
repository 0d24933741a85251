import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { request as httpRequest, type ClientRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import '#testing/jest';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { eventually } from './support/eventually.js';

const KEY = 'sk-sandbox-uploading-1234567890';
const BOUNDARY = 'b0undary';
const MIB = 1024 * 1024;

/** A provider that a test answers for, byte by byte. */
let provider: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let app: TestApplication;
let user: TestUser;

beforeAll(async () => {
  provider = createServer((request, response) => {
    request.on('error', () => undefined);
    answer(request, response);
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  app = await startApplication({ OPENAI_BASE_URL: origin, ANTHROPIC_BASE_URL: origin, GEMINI_BASE_URL: origin });
  user = await app.user();
});
afterAll(async () => {
  await app.close();
  provider.closeAllConnections();
  provider.close();
});

const json = (response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

/** An upload whose bytes the test sends as it likes. */
function begin(path: string, headers: Record<string, string | number>): ClientRequest {
  const outgoing = httpRequest(app.url + path, { method: 'POST', headers: { authorization: `Bearer ${user.token}`, 'x-byok-openai-key': KEY, 'x-byok-anthropic-key': KEY, 'x-byok-gemini-key': KEY, ...headers } });
  outgoing.on('error', () => undefined);
  return outgoing;
}

async function answerTo(outgoing: ClientRequest): Promise<{ status: number; code: unknown; headers: IncomingMessage['headers']; text: string }> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  expect(text + JSON.stringify(response.headers)).toHoldNoKey(KEY);
  return { status: response.statusCode ?? 0, code: response.headers['x-byok-code'], headers: response.headers, text };
}

const part = (name: string, value: string) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const fileHead = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\ncontent-type: application/octet-stream\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;
const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Of all buffers that somebody still refers to. */
function heldBytes(): number {
  // Twice: what the first one lets go of is swept beside the program.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

describe('an upload', () => {
  it('is passed on while it comes, its bytes and its length unchanged', async () => {
    const seen: Buffer[] = [];
    let headers: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      ({ headers } = request);
      request.on('data', (chunk: Buffer) => seen.push(chunk));
      request.on('end', () => json(response, 200, { id: 'file-1' }));
    };
    const first = part('purpose', 'user_data') + fileHead;
    const length = first.length + 3 * MIB + END.length;
    const outgoing = begin('/api/openai/v1/files', { ...FORM, 'content-length': length });
    outgoing.write(first);
    for (let sent = 1; sent <= 3; sent += 1) {
      outgoing.write(Buffer.alloc(MIB, 0x61));
      await eventually(() => expect(seen.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(first.length + sent * MIB));
    }
    outgoing.end(END);
    expect(await answerTo(outgoing)).toMatchObject({ status: 200 });
    expect(Buffer.concat(seen).toString('latin1')).toBe(first + 'a'.repeat(3 * MIB) + END);
    expect([headers['content-length'], headers['content-type'], headers.authorization]).toEqual([String(length), FORM['content-type'], `Bearer ${KEY}`]);
  });

  it('waits for a provider that reads slowly, and holds no more than what is on its way', async () => {
    answer = (request, response) => {
      request.pause();
      setTimeout(() => request.resume(), 500);
      request.on('end', () => json(response, 200, { id: 'file-1' }));
    };
    const size = 256 * MIB;
    const before = heldBytes();
    const outgoing = begin('/api/anthropic/v1/files', { ...FORM, 'anthropic-version': '2023-06-01', 'content-length': fileHead.length + size + END.length });
    outgoing.write(fileHead);
    const chunk = Buffer.alloc(MIB, 0x62);
    let most = 0;
    for (let sent = 0; sent < size; sent += MIB) {
      if (!outgoing.write(chunk)) await once(outgoing, 'drain');
      if (sent % (32 * MIB) === 0) most = Math.max(most, heldBytes() - before);
    }
    outgoing.end(END);
    expect((await answerTo(outgoing)).status).toBe(200);
    expect(most).toBeLessThan(64 * MIB);
  });

  it('is refused when it is announced as larger than the provider takes, before a byte is read or sent', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      json(response, 200, {});
    };
    for (const [path, limit] of [['/api/openai/v1/files', 512], ['/api/anthropic/v1/files', 500], ['/api/gemini/upload/v1beta/files', 2048]] as const) {
      const outgoing = begin(path, { ...FORM, 'content-length': (limit + 1) * MIB });
      outgoing.flushHeaders();
      expect(await answerTo(outgoing)).toMatchObject({ status: 413, code: 'payload_too_large', text: expect.stringContaining(`${limit} MiB`) as string });
      outgoing.destroy();
    }
    expect(asked).toBe(0);
  });

  it.each([
    ['in a form', '/api/openai/v1/files', FORM, part('x-byok-openai-key', KEY) + fileHead + END],
    ['in a header of a part', '/api/openai/v1/files', FORM, `--${BOUNDARY}\r\nx-byok-openai-key: ${KEY}\r\n${fileHead.slice(fileHead.indexOf('\n') + 1)}${END}`],
    ['in front of a file', '/api/gemini/upload/v1beta/files', { 'content-type': `multipart/related; boundary=${BOUNDARY}`, 'x-goog-upload-protocol': 'multipart' }, `--${BOUNDARY}\r\ncontent-type: application/json\r\n\r\n{"file":{},"x-byok-gemini-key":"${KEY}"}\r\n${END}`],
    ['in the JSON that announces one', '/api/gemini/upload/v1beta/files', { 'content-type': 'application/json', 'x-goog-upload-command': 'start' }, `{"file":{},"x-byok-gemini-key":"${KEY}"}`],
  ])('with a key %s is refused, and the key is not passed on', async (_where, path, headers, body) => {
    const seen: Buffer[] = [];
    answer = (request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(chunk));
      request.on('end', () => json(response, 200, { id: 'file-1' }));
    };
    const outgoing = begin(path, headers);
    outgoing.end(body);
    expect(await answerTo(outgoing)).toMatchObject({ status: 400, code: 'key_malformed' });
    expect(Buffer.concat(seen).includes(KEY)).toBe(false);
  });

  it.each([
    ['a part behind its last boundary', fileHead + END + part('x-byok-openai-key', KEY) + END.slice(2), /last boundary/],
    ['a part that has no name', `--${BOUNDARY}\r\nx-own: y\r\n\r\n${KEY}\r\n${fileHead}${END}`, /no name/],
    ['words before its first boundary', `${KEY}\r\n${fileHead}${END}`, /first boundary/],
  ])('with %s, which not every reader sees, is refused, and that is not passed on', async (_what, body, words) => {
    for (const path of ['/api/openai/v1/files', '/api/anthropic/v1/files']) {
      const seen: Buffer[] = [];
      answer = (request, response) => {
        request.on('data', (chunk: Buffer) => seen.push(chunk));
        request.on('end', () => json(response, 200, { id: 'file-1' }));
      };
      const outgoing = begin(path, FORM);
      outgoing.end(body);
      const { status, text } = await answerTo(outgoing);
      expect([status, text]).toEqual([400, expect.stringMatching(words)]);
      expect(Buffer.concat(seen).includes(KEY)).toBe(false);
    }
  });

  it('that is no form is refused', async () => {
    const outgoing = begin('/api/openai/v1/files', { 'content-type': 'application/octet-stream' });
    outgoing.end('bytes');
    expect(await answerTo(outgoing)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('ends at the provider within a second when its client goes away', async () => {
    let closed: Promise<unknown> | undefined;
    answer = (request) => {
      closed = new Promise((resolve) => request.on('close', resolve));
      request.resume();
    };
    const outgoing = begin('/api/openai/v1/files', { ...FORM, 'content-length': 10 * MIB });
    outgoing.write(fileHead + 'a'.repeat(MIB));
    await eventually(() => expect(closed).toBeDefined());
    const leftAt = performance.now();
    outgoing.destroy();
    await closed;
    expect(performance.now() - leftAt).toBeLessThan(1_000);
  });

  it('is answered early when the provider refuses it early', async () => {
    answer = (_request, response) => json(response, 401, { error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' } });
    const outgoing = begin('/api/openai/v1/files', { ...FORM, 'content-length': 20 * MIB });
    outgoing.write(fileHead + 'a'.repeat(MIB));
    expect(await answerTo(outgoing)).toMatchObject({ status: 401, code: 'key_invalid' });
    outgoing.destroy();
  });

  it('is sent once: an outage is not met with the bytes again', async () => {
    let asked = 0;
    answer = (request, response) => {
      asked += 1;
      request.resume();
      request.on('end', () => json(response, 503, { error: { message: 'overloaded', type: 'server_error' } }));
    };
    const outgoing = begin('/api/openai/v1/files', FORM);
    outgoing.end(fileHead + END);
    expect(await answerTo(outgoing)).toMatchObject({ status: 503, code: 'provider_overloaded' });
    expect(asked).toBe(1);
  });

  it('has as long as its bytes need, and the wait for an answer begins behind them', async () => {
    answer = (request, response) => {
      request.resume();
      request.on('end', () => json(response, 200, { id: 'file-1' }));
    };
    app.hurryProviders(600);
    const outgoing = begin('/api/openai/v1/files', FORM);
    outgoing.write(fileHead);
    for (let piece = 0; piece < 5; piece += 1) {
      await sleep(300);
      outgoing.write('a'.repeat(1000));
    }
    outgoing.end(END);
    expect((await answerTo(outgoing)).status).toBe(200);
    app.hurryProviders();
  });

  it('is one of a bounded number at once', async () => {
    answer = (request, response) => {
      request.resume();
      request.on('end', () => json(response, 200, { id: 'file-1' }));
    };
    const open = Array.from({ length: 16 }, () => begin('/api/openai/v1/files', FORM));
    for (const outgoing of open) outgoing.write(fileHead);
    await sleep(300);
    const further = begin('/api/openai/v1/files', FORM);
    further.end(fileHead + END);
    expect(await answerTo(further)).toMatchObject({ status: 429, code: 'rate_limited' });
    const answers = open.map(answerTo);
    for (const outgoing of open) outgoing.end(END);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(open.map(() => 200));
  });
});

describe("Gemini's address for an upload", () => {
  const start = async (headers: Record<string, string>) => {
    const response = await app.fetch(user, '/api/gemini/upload/v1beta/files', { json: { file: {} }, headers: { ...keyHeader('gemini', KEY), 'x-goog-upload-command': 'start', 'x-goog-upload-protocol': 'resumable', ...headers } });
    return response.headers;
  };

  it('is ours, by the name under which the client reached us', async () => {
    let seen: IncomingMessage['headers'] = {};
    answer = (request, response) => {
      seen = request.headers;
      request.resume();
      response.writeHead(200, { 'x-goog-upload-url': 'https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=a-b_c&upload_protocol=resumable', 'x-goog-upload-status': 'active', 'content-length': 0 });
      response.end();
    };
    const headers = await start({ 'x-goog-upload-header-content-length': '5' });
    expect(headers.get('x-goog-upload-url')).toBe(`${app.url}/api/gemini/upload/v1beta/files?upload_id=a-b_c&upload_protocol=resumable`);
    expect(headers.get('x-goog-upload-status')).toBe('active');
    expect([seen['x-goog-upload-command'], seen['x-goog-upload-header-content-length']]).toEqual(['start', '5']);
  });

  it('is left out when it leads elsewhere, and holds no key', async () => {
    answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'x-goog-upload-url': `https://evil.example/steal?key=${KEY}`, 'content-length': 0 });
      response.end();
    };
    expect((await start({})).get('x-goog-upload-url')).toBeNull();
    answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'x-goog-upload-url': `https://generativelanguage.googleapis.com/upload/v1beta/files?key=${KEY}&upload_id=1`, 'content-length': 0 });
      response.end();
    };
    expect((await start({})).get('x-goog-upload-url') ?? '').toHoldNoKey(KEY);
  });
});

describe('a stored file', () => {
  it.each([
    ['a web page', 'text/html', '<html>my page</html>'],
    ['JSON with an error in it', 'application/json', '{"error":{"message":"mine","code":401}}'],
    ['JSON that is no object', 'application/json', '"words"'],
    ['nothing at all', 'application/octet-stream', ''],
  ])('comes down as it is: %s', async (_what, type, text) => {
    answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': type, 'content-length': text.length, 'content-disposition': 'attachment; filename="a"' });
      response.end(text);
    };
    const response = await app.fetch(user, '/api/openai/v1/files/file-1/content', { headers: keyHeader('openai', KEY) });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type, text]);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="a"');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('that breaks off shows it, and waits for a client that reads slowly', async () => {
    answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 1000 });
      response.write('a'.repeat(500));
      setTimeout(() => response.destroy(), 50);
    };
    const response = await app.fetch(user, '/api/openai/v1/files/file-1/content', { headers: keyHeader('openai', KEY) });
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});

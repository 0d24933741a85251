import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { request as send } from 'node:http';
import { signInAdministrator } from '../support/administrator.js';
import { cookieHeader, type Jar } from '../support/accounts-application.js';
import { BYOK_PROVIDERS, CHAT_MODELS, keyHeader, startApplication, type TestApplication, type TestUser } from '../support/application.js';
import { TRANSCRIBING_MODELS } from '../support/calls.js';
import { formOf } from '../support/jobs.js';
import { TUS } from '../support/uploads.js';

/** An address inside, which nobody must ever connect to. */
let inside: Server;
let connections: number;
let trap: string;
let test: TestApplication;
let user: TestUser;
beforeAll(async () => {
  connections = 0;
  inside = createServer((socket: Socket) => {
    connections += 1;
    socket.destroy();
  });
  inside.listen(0, '127.0.0.1');
  await once(inside, 'listening');
  trap = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/latest/meta-data`;
  test = await startApplication({ PUBLIC_URL: 'http://courses.example.test' });
  user = await test.user();
});
afterAll(async () => {
  await test.close();
  inside.close();
});
afterEach(() => expect(connections).toBe(0));

describe('an address in a body', () => {
  const KEYS = BYOK_PROVIDERS.reduce((all, provider) => ({ ...all, ...keyHeader(provider, `sk-sandbox-own-${provider}`) }), {});

  /** The same text with the address in each place where some provider would fetch one. */
  const calls = (): [path: string, json: object][] => {
    const picture = { type: 'image_url', image_url: { url: trap } };
    const chat = BYOK_PROVIDERS.flatMap((provider) =>
      [picture, { type: 'image_url', image_url: trap }, { type: 'file', file: { file_url: trap } }, { type: 'input_audio', input_audio: { data: trap, format: 'wav' } }, { type: 'video_url', video_url: { url: trap } }].map(
        (part) => ['/api/v1/chat/completions', { model: CHAT_MODELS[provider], messages: [{ role: 'user', content: [{ type: 'text', text: 'Look' }, part] }] }] as [string, object],
      ),
    );
    const source = { type: 'url', url: trap };
    return [
      ...chat,
      ['/api/openai/v1/chat/completions', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: [picture] }] }],
      ['/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: [{ role: 'user', content: [{ type: 'input_image', image_url: trap }, { type: 'input_file', file_url: trap }] }] }],
      ['/api/openai/v1/responses', { model: CHAT_MODELS.openai, input: 'Hi', tools: [{ type: 'mcp', server_label: 'x', server_url: trap, require_approval: 'never' }] }],
      ['/api/anthropic/v1/messages', { model: CHAT_MODELS.anthropic, max_tokens: 5, messages: [{ role: 'user', content: [{ type: 'image', source }, { type: 'document', source }] }] }],
      ['/api/anthropic/v1/messages', { model: CHAT_MODELS.anthropic, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }], mcp_servers: [{ type: 'url', url: trap, name: 'x' }] }],
      [`/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, { contents: [{ parts: [{ fileData: { fileUri: trap, mimeType: 'image/png' } }] }] }],
      ['/api/openai/v1/chat/completions', { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }], base_url: trap, webhook_url: trap }],
    ];
  };

  it.each(['with an own key', "with the platform's"])('is a word to us and fetched by nobody here, %s', async (whose) => {
    const headers = { ...(whose === 'with an own key' ? KEYS : {}), 'anthropic-version': '2023-06-01' };
    for (const [path, json] of calls()) {
      const response = await test.fetch(user, path, { json, headers });
      await response.arrayBuffer();
      expect({ path, json, known: response.status < 500 }).toEqual({ path, json, known: true });
    }
  });

  it('is a word in a job, a form and an upload, too', async () => {
    for (const field of ['file', 'url', 'webhook', 'callback']) {
      const response = await test.fetch(user, '/api/jobs', { json: { type: 'transcription', [field]: trap } });
      expect({ field, status: response.status }).toEqual({ field, status: 400 });
    }
    const form = await test.fetch(user, '/api/v1/audio/transcriptions', { method: 'POST', body: formOf({ model: TRANSCRIBING_MODELS.openai, file: trap }) });
    expect(form.status).toBe(400);
    const concatenated = await test.fetch(user, '/api/uploads', { method: 'POST', headers: { ...TUS, 'upload-concat': `final;${trap}` } });
    expect(concatenated.status).toBe(400);
  });
});

describe('an address in a request line or a header', () => {
  /** Asks with a target and headers of any form. */
  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
    const asked = send(test.url, { path, method, headers: { ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}), ...headers }, agent: false });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode as number, headers: response.headers, text };
  }
  const evil = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example;proto=https', 'x-original-url': '/api/admin/users', 'x-rewrite-url': '/api/admin/users', 'x-forwarded-prefix': '/evil' };

  it('makes no proxy of us', async () => {
    for (const target of [trap, 'http://169.254.169.254/latest/meta-data', `//127.0.0.1:${(inside.address() as AddressInfo).port}/`, '/api/openai/@127.0.0.1/', '/api/openai/v1/models/@127.0.0.1', '/api/gemini/v1beta/models/..;@x/']) {
      const { status, headers, text } = await ask(target, { authorization: `Bearer ${user.token}`, ...keyHeader('openai', 'sk-sandbox-own') });
      expect({ target, refused: status >= 400, location: headers['location'], text }).toMatchObject({ target, refused: true, location: undefined });
    }
    const { path } = test.callsSince(0).at(-1) ?? { path: '/' };
    expect(path).not.toContain('@');
  });

  it('stands in no link and no answer: links are made from PUBLIC_URL alone', async () => {
    const administrator: Jar = await signInAdministrator(test);
    const asAdministrator = { ...evil, cookie: cookieHeader(administrator), 'x-xsrf-token': administrator['XSRF-TOKEN'] as string };
    const invited = await ask('/api/admin/invites', asAdministrator, 'POST', '{}');
    const reset = await ask(`/api/admin/users/${user.id}/password-reset`, asAdministrator, 'POST');
    for (const { status, text } of [invited, reset]) {
      expect(status).toBe(201);
      expect((JSON.parse(text) as { link: string }).link).toMatch(/^http:\/\/courses\.example\.test\/[\w/-]*#/);
    }
    const answers = [invited, reset];
    for (const path of ['/api/docs', '/api/openapi.json', '/api/health/ready', '/api/me', '/api/nothing', '/.well-known/x', '/', '/settings/keys']) answers.push(await ask(path, evil));
    const uploading = await ask('/api/uploads', { ...evil, ...TUS, 'upload-length': '5', authorization: `Bearer ${user.token}` }, 'POST');
    expect(uploading.status).toBe(201);
    for (const { headers, text } of [...answers, uploading]) {
      expect(JSON.stringify(headers)).not.toContain('evil');
      expect(text).not.toContain('evil');
    }
    expect(uploading.headers['location']).toMatch(/^(\/|http:\/\/courses\.example\.test\/)api\/uploads\//);
  });

  it('opens no route of others by another name for it', async () => {
    for (const name of ['x-original-url', 'x-rewrite-url', 'x-http-method-override', 'x-forwarded-user', 'x-remote-user', 'x-byok-user', 'x-user-id']) {
      const { status } = await ask('/api/me', { [name]: name.includes('url') ? '/api/health/live' : user.id });
      expect({ name, status }).toEqual({ name, status: 401 });
    }
  });
});

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Response, Test } from 'supertest';
import { CODE_HEADER, CODE_STATUS, FALLBACK_HEADER, KEY_HEADERS, RECEIPT_HEADERS, REQUEST_ID_HEADER, XSRF_HEADER, type ErrorCode } from '#contracts';
import { NATIVE_ROUTES } from '../src/gateway/index.js';
import { jarOf, startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';
import { CHAT_MODELS } from './support/calls.js';
import { recordRoutes, type RegisteredRoute } from './support/registered-routes.js';

interface Media {
  schema: object;
  example?: unknown;
}
interface Described {
  operationId: string;
  security: Record<string, unknown>[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { headers: object; content?: Record<string, Media> }>;
}
interface Description {
  info: { version: string };
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, { examples?: unknown[] }>; headers: object; parameters: Record<string, { name: string }> };
}

const KEY = 'sk-sandbox-described';
const ADMIN = { email: 'admin@example.test', password: 'correct horse battery' };

let accounts: AccountsApplication;
let routes: readonly RegisteredRoute[];
let jar: Jar;
let token: string;
let api: Description;
let ajv: Ajv2020;

beforeAll(async () => {
  const started = await recordRoutes(() => startAccounts({ PROVIDERS: 'sandbox', ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password }));
  accounts = started.value;
  routes = started.routes.filter(({ url }) => url.startsWith('/api') || url === '/metrics' || url.startsWith('/.well-known/'));
  ({ jar } = await accounts.register());
  ({ token } = await accounts.token(jar));
  api = (await accounts.call('get', '/api/openapi.json').expect(200)).body as Description;
  ajv = new Ajv2020({ strict: false, formats: { uuid: true, date: true, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ } });
  ajv.addSchema({ ...api, $id: 'api' } as object);
});
afterAll(() => accounts.close());

const operations = () =>
  Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => ({ method, path, described })));

/** Turns references into ones that the validator finds. */
function validator(schema: object): ValidateFunction {
  return ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object);
}

function expectValid(schema: object, value: unknown): void {
  const validate = validator(schema);
  validate(value);
  expect({ value, errors: validate.errors }).toEqual({ value, errors: null });
}

/** A path of Fastify's or of the description's as a pattern over the other's. */
const pattern = (url: string) => new RegExp(`^${url.replace(/[.+?^$()|[\]\\]/g, String.raw`\$&`).replace(/:\w+|\{\w+\}/g, '[^/]+').replaceAll('*', '.+')}$`);

describe('the description', () => {
  it('has every route of the running application (write a new one down in backend/src/docs/openapi/paths)', () => {
    const missing = routes.filter(({ method, url }) => {
      const matches = operations().filter(({ path }) => pattern(url).test(path.replace(/\{\w+\}/g, 'x')));
      return url.endsWith('*') ? matches.length === 0 : !matches.some((operation) => operation.method === method);
    });
    expect(missing).toEqual([]);
  });

  it('has no route that the application lacks', () => {
    // What answers for all paths that are not there is no route of its own.
    const own = routes.filter(({ url }) => url !== '/api/v1/*');
    const invented = operations().filter(
      ({ method, path }) => !own.some((route) => route.method === method && pattern(route.url).test(path.replace(/\{\w+\}/g, 'x'))),
    );
    expect(invented.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it('has those native paths that pass', async () => {
    const native = operations().filter(({ path }) => /^\/api\/(openai|anthropic|gemini)\//.test(path));
    const passing = Object.entries(NATIVE_ROUTES).flatMap(([provider, ofProvider]) => (provider === 'gemini' ? [...ofProvider, ...ofProvider] : ofProvider));
    expect(native).toHaveLength(passing.length);
    for (const { method, path } of native) {
      const response = await withToken(accounts.call(method as 'get', path.replaceAll(/\{\w+\}/g, 'nothing'))).set('content-type', 'application/json');
      expect({ path, code: response.headers[CODE_HEADER] as string }).not.toEqual({ path, code: 'not_found' });
    }
  });

  it('has every code, header and key of the contract', () => {
    const document = JSON.stringify(api);
    expect(api.components.schemas['ErrorCode']).toMatchObject({ enum: Object.keys(CODE_STATUS) });
    const described = new Set(operations().flatMap(({ described: { responses } }) => JSON.stringify(responses).match(/`[a-z_]+`: /g) ?? []));
    const ofJobs = ['key_expired_in_queue', 'no_speech'];
    for (const code of Object.keys(CODE_STATUS).filter((name) => !ofJobs.includes(name))) expect([...described]).toContain(`\`${code}\`: `);
    for (const code of ofJobs) expect(document).toContain(code);
    for (const header of [REQUEST_ID_HEADER, CODE_HEADER, ...Object.values(RECEIPT_HEADERS)]) expect(api.components.headers).toHaveProperty([header]);
    const parameters = Object.values(api.components.parameters).map(({ name }) => name);
    expect(parameters).toEqual(expect.arrayContaining([...Object.values(KEY_HEADERS), FALLBACK_HEADER, XSRF_HEADER, REQUEST_ID_HEADER]));
  });

  it('is whole: names are unique, references resolve, schemas compile', () => {
    const ids = operations().map(({ described }) => described.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [reference] of JSON.stringify(api).matchAll(/(?<="\$ref":")[^"]+/g)) {
      const found = reference.slice(2).split('/').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], api);
      expect({ reference, found: typeof found }).toEqual({ reference, found: 'object' });
    }
    for (const name of Object.keys(api.components.schemas)) expect(() => validator({ $ref: `#/components/schemas/${name}` })).not.toThrow();
  });

  it('has examples that its own schemas take, and nothing in it looks like a key', () => {
    for (const [name, { examples = [] }] of Object.entries(api.components.schemas)) {
      for (const example of examples) expectValid({ $ref: `#/components/schemas/${name}` }, example);
    }
    const bodies = operations().flatMap(({ described }) => Object.values(described.requestBody?.content ?? {}));
    const withExample = bodies.filter(({ example }) => example !== undefined);
    expect(withExample.length).toBeGreaterThan(15);
    for (const { schema, example } of withExample) expectValid(schema, example);
    expect(JSON.stringify(api)).not.toMatch(/\b(?:sk-|AIza|AQ\.|byok_pat_)[\w-]{6}/);
  });

  it('has the version of package.json', () => {
    expect(api.info.version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

const withToken = (test: Test) => test.set('authorization', `Bearer ${token}`);

/** Holds an answer against what the description says of its route and status. */
function expectDescribed(path: string, method: string, response: Response): void {
  const answer = api.paths[path]?.[method]?.responses[String(response.status)];
  expect({ path, method, status: response.status, described: answer !== undefined, body: response.text }).toMatchObject({ described: true });
  const type = String(response.headers['content-type'] ?? '').split(';', 1)[0] as string;
  if (answer?.content === undefined || method === 'head') expect(response.text ?? '').toBe('');
  else expectValid((answer.content[type] as Media).schema, response.body);
  for (const name of Object.keys(response.headers)) {
    if (name.startsWith('x-byok-')) expect({ path, headers: Object.keys(answer?.headers ?? {}) }).toMatchObject({ headers: expect.arrayContaining([name]) as string[] });
  }
}

describe('what the description promises, the application answers', () => {
  const messages = [{ role: 'user', content: 'What is a vault?' }];
  const key = { 'x-byok-openai-key': KEY };

  interface Case {
    path: string;
    url?: string;
    method?: 'get' | 'post' | 'patch';
    body?: object;
    headers?: Record<string, string>;
  }

  it.each<Case>([
    { path: '/api/me' },
    { path: '/api/me/preferences', method: 'patch', body: { fallback: 'on-error' } },
    { path: '/api/me/preferences', method: 'patch', body: { fallback: 'sometimes', extra: 1 } },
    { path: '/api/byok/transit-key' },
    { path: '/api/byok/validate', method: 'post', body: { provider: 'openai' }, headers: key },
    { path: '/api/byok/validate', method: 'post', body: { provider: 'openai' }, headers: { 'x-byok-openai-key': `${KEY}-invalid` } },
    { path: '/api/byok/validate', method: 'post', body: { provider: 'openai' } },
    { path: '/api/byok/validate', method: 'post', body: { provider: 'openai' }, headers: { 'x-byok-openai-key': 'byok1.a.b' } },
    { path: '/api/byok/validate', method: 'post', body: { provider: 'openai' }, headers: { 'x-byok-openai-key': 'two words' } },
    { path: '/api/catalog' },
    { path: '/api/catalog/schema' },
    { path: '/api/catalog/route', url: '/api/catalog/route?keys=openai,gemini&needs=tools' },
    { path: '/api/catalog/route', url: '/api/catalog/route?task=walk' },
    { path: '/api/v1/models' },
    { path: '/api/v1/models/{model}', url: `/api/v1/models/${CHAT_MODELS.openai}` },
    { path: '/api/v1/models/{model}', url: '/api/v1/models/gpt-0' },
    { path: '/api/v1/chat/completions', method: 'post', body: { model: 'auto', messages }, headers: key },
    { path: '/api/v1/chat/completions', method: 'post', body: { model: 'claude-opus-5', messages }, headers: key },
    { path: '/api/v1/chat/completions', method: 'post', body: { model: CHAT_MODELS.openai, messages }, headers: { 'x-byok-openai-key': `${KEY}-nocredit`, 'x-byok-fallback': 'never' } },
    { path: '/api/v1/chat/completions', method: 'post', body: { model: CHAT_MODELS.openai, messages }, headers: { 'x-byok-openai-key': `${KEY}-invalid` } },
    { path: '/api/v1/responses', method: 'post', body: { model: 'auto', input: 'Hi' }, headers: key },
    { path: '/api/v1/responses', method: 'post', body: { model: 'claude-haiku-4-5', input: 'Hi', previous_response_id: 'resp_1' }, headers: { 'x-byok-anthropic-key': KEY } },
    { path: '/api/v1/embeddings', method: 'post', body: { model: 'text-embedding-3-small', input: 'Hi' }, headers: key },
    { path: '/api/v1/embeddings', method: 'post', body: { model: 'claude-haiku-4-5', input: 'Hi' }, headers: key },
    { path: '/api/openai/v1/chat/completions', method: 'post', body: { model: CHAT_MODELS.openai, messages }, headers: { 'x-byok-openai-key': `${KEY}-invalid`, 'x-byok-fallback': 'never' } },
    { path: '/api/anthropic/v1/messages', method: 'post', body: { model: 'claude-haiku-4-5', max_tokens: 10, messages }, headers: { 'x-byok-anthropic-key': KEY } },
    { path: '/api/anthropic/v1/messages', method: 'post', body: { model: 'claude-opus-5', max_tokens: 10, messages } },
    { path: '/api/gemini/v1beta/models/{model}:generateContent', url: '/api/gemini/v1beta/models/gemini-0:generateContent', method: 'post', body: { contents: [] } },
    { path: '/api/admin/users' },
    { path: '/api/auth/tokens' },
    { path: '/api/health/live' },
    { path: '/api/health/ready' },
  ])('at $path $headers', async ({ path, url = path, method = 'get', body, headers = {} }) => {
    expectDescribed(path, method, await withToken(accounts.call(method, url)).set(headers).send(body));
  });

  it('to somebody who is not signed in, wherever that matters', async () => {
    const closed = operations().filter(({ path, described }) => described.security.length > 0 && path !== '/metrics');
    expect(closed.length).toBeGreaterThan(30);
    for (const { method, path } of closed) {
      const response = await accounts.call(method as 'get', path.replace(/\{\w+\}/g, 'x')).set('content-type', 'application/json');
      expect({ method, path, code: response.headers[CODE_HEADER] as ErrorCode }).toEqual({ method, path, code: 'unauthenticated' });
      expectDescribed(path, method, response);
    }
  });

  it('to a browser that registers, makes and deletes a token, and signs out and in', async () => {
    await accounts.resetRateLimits();
    const credentials = { email: 'described@example.test', password: 'correct horse battery' };
    expectDescribed('/api/auth/register', 'post', await accounts.call('post', '/api/auth/register').send(credentials));
    expectDescribed('/api/auth/register', 'post', await accounts.call('post', '/api/auth/register').send(credentials));
    expectDescribed('/api/auth/register', 'post', await accounts.call('post', '/api/auth/register').send({ email: 'x', password: 'x' }));
    expectDescribed('/api/auth/login', 'post', await accounts.call('post', '/api/auth/login').send({ ...credentials, password: 'wrong' }));
    expectDescribed('/api/auth/me', 'get', await accounts.as(jar, 'get', '/api/auth/me'));
    const made = await accounts.as(jar, 'post', '/api/auth/tokens').send({ name: 'another', expiresInDays: 1 });
    expectDescribed('/api/auth/tokens', 'post', made);
    expectDescribed('/api/auth/tokens', 'get', await accounts.as(jar, 'get', '/api/auth/tokens'));
    const path = `/api/auth/tokens/${(made.body as { id: string }).id}`;
    expectDescribed('/api/auth/tokens/{id}', 'delete', await accounts.as({ ...jar, 'XSRF-TOKEN': 'x' }, 'delete', path));
    expectDescribed('/api/auth/tokens/{id}', 'delete', await accounts.as(jar, 'delete', path));
    expectDescribed('/api/auth/tokens/{id}', 'delete', await accounts.as(jar, 'delete', path));
    expectDescribed('/api/auth/logout', 'post', await accounts.call('post', '/api/auth/logout'));
  });

  it('to somebody whose transcript becomes an outline', async () => {
    const submit = (body: object) => withToken(accounts.call('post', '/api/jobs')).set('x-byok-openai-key', KEY).send(body);
    const submitted = await submit({ type: 'outline', transcript: 'Today we talk about vaults.' });
    expectDescribed('/api/jobs', 'post', submitted);
    expectDescribed('/api/jobs', 'post', await submit({ type: 'outline' }));
    const path = `/api/jobs/${(submitted.body as { id: string }).id}`;
    expectDescribed('/api/jobs/{id}', 'get', await withToken(accounts.call('get', path)));
    const events = await withToken(accounts.call('get', `${path}/events`)).expect(200);
    expect(events.headers['content-type']).toContain('text/event-stream');
    expect(events.text).toContain('event: completed');
    const stream = api.paths['/api/jobs/{id}/events']?.['get']?.responses['200']?.content?.['text/event-stream'] as Media;
    for (const [, data] of events.text.matchAll(/^data: (.+)$/gm)) expectValid(stream.schema, JSON.parse(data as string));
    const done = await withToken(accounts.call('get', path));
    expect(done.body).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
    expectDescribed('/api/jobs/{id}', 'get', done);
    expectDescribed('/api/jobs', 'get', await withToken(accounts.call('get', '/api/jobs')));
    expectDescribed('/api/jobs/{id}', 'patch', await withToken(accounts.call('patch', path)).send({ title: 'Vaults' }));
    expectDescribed('/api/jobs/{id}/retry', 'post', await withToken(accounts.call('post', `${path}/retry`)));
    expectDescribed('/api/jobs/{id}/lessons/{index}', 'put', await withToken(accounts.call('put', `${path}/lessons/0`)).send({ title: 'One', markdown: 'Two' }));
    expectDescribed('/api/jobs/{id}/transcript', 'get', await withToken(accounts.call('get', `${path}/transcript?format=srt`)));
    expectDescribed('/api/jobs/{id}', 'delete', await withToken(accounts.call('delete', path)));
    expectDescribed('/api/jobs/{id}', 'get', await withToken(accounts.call('get', '/api/jobs/7b0c3e9e-8f0e-4a53-9a52-6a1d3c1f0c55')));
  });

  it('to somebody who uploads a recording in steps', async () => {
    const tus = { 'tus-resumable': '1.0.0' };
    const begun = await withToken(accounts.call('post', '/api/uploads')).set({ ...tus, 'upload-length': '8' });
    expect(begun.status).toBe(201);
    expectDescribed('/api/uploads', 'post', begun);
    expectDescribed('/api/uploads', 'post', await withToken(accounts.call('post', '/api/uploads')).set({ ...tus, 'upload-length': '3000000000' }));
    const path = begun.headers['location'] as string;
    const patch = (offset: string) => withToken(accounts.call('patch', path)).set({ ...tus, 'upload-offset': offset, 'content-type': 'application/offset+octet-stream' }).send(Buffer.from('data'));
    expectDescribed('/api/uploads/{id}', 'patch', await patch('0'));
    expectDescribed('/api/uploads/{id}', 'patch', await patch('0'));
    expectDescribed('/api/uploads/{id}', 'head', await withToken(accounts.call('head', path)).set(tus));
    expectDescribed('/api/uploads', 'get', await withToken(accounts.call('get', '/api/uploads')).expect(200));
    expectDescribed('/api/jobs', 'post', await withToken(accounts.call('post', '/api/jobs')).send({ type: 'transcription', upload: path.split('/').at(-1) }).expect(409));
    expectDescribed('/api/uploads/{id}', 'delete', await withToken(accounts.call('delete', path)).set(tus).expect(204));
    expectDescribed('/api/uploads/{id}', 'delete', await withToken(accounts.call('delete', path)).set(tus).expect(404));
  });

  it('with receipts', async () => {
    const call = withToken(accounts.call('post', '/api/v1/chat/completions')).set('x-byok-openai-key', 'sk-sandbox-described-receipt');
    const answer = await call.send({ model: 'gpt-6-luna', messages: [{ role: 'user', content: 'Hi' }] }).expect(200);
    const path = `/api/receipts/${answer.headers['x-byok-receipt-id']}`;
    expectDescribed('/api/receipts/{id}', 'get', await withToken(accounts.call('get', path)).expect(200));
    expectDescribed('/api/receipts/{id}', 'get', await withToken(accounts.call('get', path.replace(/.$/, 'x'))).expect(404));
    const listed = await withToken(accounts.call('get', '/api/receipts?limit=2')).expect(200);
    expect(listed.body).not.toEqual([]);
    expectDescribed('/api/receipts', 'get', listed);
    expectDescribed('/api/receipts', 'get', await withToken(accounts.call('get', '/api/receipts?from=yesterday')).expect(400));
    expectDescribed('/api/receipts/export', 'get', await withToken(accounts.call('get', '/api/receipts/export?format=pdf')).expect(400));
    expectDescribed('/.well-known/byok-receipts.json', 'get', await accounts.call('get', '/.well-known/byok-receipts.json').expect(200));
  });

  it('to an administrator', async () => {
    const event = { id: 'described-1', name: 'vault_locked', at: new Date().toISOString(), reason: 'idle', overdueMs: 0 };
    expectDescribed('/api/analytics/events', 'post', await withToken(accounts.call('post', '/api/analytics/events')).send({ events: [event] }));
    expectDescribed('/api/analytics/events', 'post', await withToken(accounts.call('post', '/api/analytics/events')).send({ events: [] }));
    await accounts.resetRateLimits();
    const admin = jarOf(await accounts.call('post', '/api/auth/login').send(ADMIN).expect(200));
    const metrics = await accounts.as(admin, 'get', '/api/admin/success-metrics').expect(200);
    expectDescribed('/api/admin/success-metrics', 'get', metrics);
    expectDescribed('/api/admin/success-metrics', 'get', await accounts.as(admin, 'get', '/api/admin/success-metrics?from=yesterday'));
    const users = await accounts.as(admin, 'get', '/api/admin/users?limit=2').expect(200);
    expectDescribed('/api/admin/users', 'get', users);
    expectDescribed('/api/admin/users/{id}', 'patch', await accounts.as(admin, 'patch', `/api/admin/users/${(users.body as { id: string }[])[0]?.id}`).send({ plan: 'pro' }));
    expect((await accounts.call('get', '/metrics').expect(200)).headers['content-type']).toContain('text/plain');
    expectDescribed('/metrics', 'get', await accounts.call('get', '/metrics').set('x-forwarded-for', '203.0.113.9'));
  });
});

describe('the page', () => {
  it('is open, has no inline script or style, and loads from here alone', async () => {
    const page = await accounts.call('get', '/api/docs').set('authorization', 'Bearer nonsense').expect(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = page.headers['content-security-policy'] as string;
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const markup = page.text.replace(/<script id="description" type="application\/json">[^<]+<\/script>/, '');
    expect(markup).not.toMatch(/<script>|<style|style=|https?:\/\//);
    const files = [...markup.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file as string).filter((file) => file.startsWith('/'));
    expect(files).toHaveLength(3);
    for (const file of files) {
      const response = await accounts.call('get', file).expect(200);
      expect(response.headers['content-type']).toMatch(/javascript|css/);
      expect(response.headers['x-content-type-options']).toBe('nosniff');
      await accounts.call('get', file).set('if-none-match', response.headers['etag'] as string).expect(304);
    }
  });

  it('runs in an opaque origin, from where it reaches neither the server nor a vault, and holds the description', async () => {
    const page = await accounts.call('get', '/api/docs').expect(200);
    expect((page.headers['content-security-policy'] as string).split('; ')).toEqual(
      expect.arrayContaining(['sandbox allow-scripts allow-popups', "connect-src 'none'"]),
    );
    const [, data] = /<script id="description" type="application\/json">([^<]+)<\/script>/.exec(page.text) ?? [];
    expect(JSON.parse(data as string)).toEqual(api);
    const script = await accounts.call('get', '/api/docs/swagger-ui-bundle.js').expect(200);
    expect(script.headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('is with the client all of this origin that a browser runs: every other answer is data in an opaque origin, which no cache keeps', async () => {
    const runs: string[] = [];
    for (const { method, url } of routes) {
      if (method !== 'get' || url.endsWith('/events')) continue;
      const path = url.replace(':file', 'start.js').replace(/:\w+|\*/g, 'x');
      const response = await withToken(accounts.call('get', path)).set('accept', 'text/html,*/*');
      const type = String(response.headers['content-type'] ?? '');
      if (/html|script|xml|css|wasm/.test(type)) runs.push(url);
      else if (url.startsWith('/api')) {
        const { 'content-security-policy': policy, 'cache-control': cache } = response.headers as Record<string, string>;
        expect({ url, policy, cache }).toEqual({ url, policy: expect.stringMatching(/^default-src 'none'; .*; sandbox$/) as string, cache: url === '/api/openapi.json' ? 'no-cache' : 'no-store' });
      }
    }
    expect(runs.sort()).toEqual(['/api/docs', '/api/docs/:file']);
  });

  it.each(['package.json', '..%2fpackage.json', '__proto__', 'index.html'])('has no file %s', async (name) => {
    const response = await accounts.call('get', `/api/docs/${name}`).expect(404);
    expect(response.body).toMatchObject({ code: 'not_found' });
  });
});

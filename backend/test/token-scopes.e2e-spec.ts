import { TOKEN_SCOPES, type TokenScope } from '#contracts';
import { PASSWORD, jarOf, type HttpMethod, type Jar } from './support/accounts-application.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { signInAdministrator } from './support/administrator.js';
import { CHAT_MODELS, LARGE_MODELS } from './support/calls.js';
import { recordRoutes, type RegisteredRoute } from './support/registered-routes.js';

let test: TestApplication;
let routes: readonly RegisteredRoute[];
let admin: Jar;

beforeAll(async () => {
  ({ value: test, routes } = await recordRoutes(() => startApplication()));
  admin = await signInAdministrator(test);
});
afterAll(() => test.close());

/** What tells a caller's right apart from what the route itself thinks of the request. */
async function statusOf(token: string, method: HttpMethod, path: string): Promise<{ status: number; code: string | undefined; text: string }> {
  const { status, headers, text } = await test.accounts.call(method, path).auth(token, { type: 'bearer' });
  return { status, code: headers['x-byok-code'] as string | undefined, text };
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
const OPEN = /^\/api\/(health|docs|openapi\.json)|^\/api\/byok\/(transit-key|audit)$|^\/api\/v1\/\*$|^\/api\/auth\/(register|login|refresh|logout|password-reset\/confirm)$/;

/** The contract's own table (section 2): what each scope reaches. */
function scopeOf(method: string, path: string): TokenScope | 'none' {
  if (path.startsWith('/api/auth/')) return 'none';
  if (path.startsWith('/api/admin/')) return 'admin';
  if (path === '/api/me') return method === 'get' ? 'calls' : 'none';
  if (path === '/api/me/export') return 'none';
  if (path.startsWith('/api/me/')) return 'account';
  return 'calls';
}

describe('the scopes of a token', () => {
  it('reach their own routes and no other, whatever is registered', async () => {
    const tokens = Object.fromEntries(
      await Promise.all(TOKEN_SCOPES.map(async (scope) => [scope, (await test.accounts.token(admin, 1, { scopes: [scope] })).token] as const)),
    );
    const guarded = routes.filter(({ url }) => url.startsWith('/api/') && !OPEN.test(url) && !url.endsWith('/events'));
    const asked = guarded.filter(({ method }) => ['get', 'post', 'put', 'patch', 'delete'].includes(method));
    expect(asked.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    for (const { method, url } of asked) {
      const path = url.replace('*', 'v1/models').replace(/:\w+/g, NOBODY);
      for (const scope of TOKEN_SCOPES) {
        const { status, text } = await statusOf(tokens[scope] as string, method as HttpMethod, path);
        const isRefused = status === 403 && text.includes('access token');
        if (isRefused === (scopeOf(method, url) === scope)) wrong.push(`${scope} ${method} ${url}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('may be combined, are listed, and admin is for administrators alone', async () => {
    const { jar } = await test.user();
    const both = await test.accounts.token(jar, 1, { scopes: ['account', 'calls'] });
    expect((await statusOf(both.token, 'get', '/api/me')).status).toBe(200);
    const [listed] = (await test.accounts.as(jar, 'get', '/api/auth/tokens').expect(200)).body as { scopes: string[] }[];
    expect(listed?.scopes).toEqual(['account', 'calls']);
    const refused = await test.accounts.as(jar, 'post', '/api/auth/tokens').send({ name: 'x', expiresInDays: 1, scopes: ['admin'] }).expect(403);
    expect(refused.body.code).toBe('forbidden');
  });

  it('of an older token are all, as before', async () => {
    const { token, id } = await test.accounts.token(admin);
    await test.pool.query('update personal_tokens set scopes = null where id = $1', [id]);
    for (const path of ['/api/me', '/api/v1/models', '/api/admin/users']) expect((await statusOf(token, 'get', path)).status).toBe(200);
    expect((await statusOf(token, 'get', '/api/auth/me')).code).toBe('forbidden');
    const list = (await test.accounts.as(admin, 'get', '/api/auth/tokens').expect(200)).body as { id: string; scopes: string[] }[];
    expect(list.find((row) => row.id === id)?.scopes).toEqual([...TOKEN_SCOPES]);
  });
});

describe('a token limited to models', () => {
  let user: TestUser;
  beforeAll(async () => {
    const made = await test.user();
    const { token } = await test.accounts.token(made.jar, 1, { models: [CHAT_MODELS.openai, 'anthropic/claude-haiku-4-5'] });
    user = { ...made, token };
  });

  const chat = (model: string) => test.fetch(user, '/api/v1/chat/completions', { json: { model, messages: [{ role: 'user', content: 'hi' }] } });

  it('calls these, by any of their names, and auto among them', async () => {
    for (const model of [CHAT_MODELS.openai, `openai/${CHAT_MODELS.openai}`, 'gpt-6-luna-2026-09-22', 'claude-haiku-4-5', 'auto']) {
      const response = await chat(model);
      expect([model, response.status]).toEqual([model, 200]);
      expect([CHAT_MODELS.openai, 'claude-haiku-4-5']).toContain(response.headers.get('x-byok-model'));
    }
    const { data } = (await (await test.fetch(user, '/api/v1/models')).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id).sort()).toEqual(['claude-haiku-4-5', CHAT_MODELS.openai]);
  });

  it('is forbidden any other, on every route that names one', async () => {
    const message = [{ role: 'user', content: 'hi' }];
    const mark = test.mark();
    const answers = [
      await chat(LARGE_MODELS.openai),
      await chat(CHAT_MODELS.gemini),
      await test.fetch(user, '/api/openai/v1/chat/completions', { json: { model: LARGE_MODELS.openai, messages: message } }),
      await test.fetch(user, '/api/anthropic/v1/messages', { json: { model: LARGE_MODELS.anthropic, max_tokens: 5, messages: message } }),
      await test.fetch(user, `/api/gemini/v1beta/models/${CHAT_MODELS.gemini}:generateContent`, { json: { contents: [{ parts: [{ text: 'hi' }] }] } }),
      await test.fetch(user, `/api/v1/models/${LARGE_MODELS.openai}`),
      await test.fetch(user, `/api/catalog/route?model=${LARGE_MODELS.openai}`),
      await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'A text about nothing at all.', model: LARGE_MODELS.openai } }),
      await test.fetch(user, '/api/catalog/route?task=transcription'),
    ];
    expect(answers.map(({ status, headers }) => `${status} ${headers.get('x-byok-code')}`)).toEqual(answers.map(() => '403 forbidden'));
    expect(test.callsSince(mark)).toEqual([]);
  });

  it('still needs a plan that reaches the model', async () => {
    const free = await test.user('free');
    const { token } = await test.accounts.token(free.jar, 1, { models: [LARGE_MODELS.openai] });
    const response = await test.fetch({ ...free, token }, '/api/v1/chat/completions', { json: { model: LARGE_MODELS.openai, messages: [] } });
    expect(response.headers.get('x-byok-code')).toBe('tier_not_allowed');
  });

  it('has its jobs keep to the list in every stage', async () => {
    const { status } = await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'A text about nothing at all, but long enough.' } });
    expect(status).toBe(202);
    const { rows } = await test.pool.query('select terms from jobs where user_id = $1', [user.id]);
    expect(rows[0].terms.models).toEqual([CHAT_MODELS.openai, 'claude-haiku-4-5']);
  });
});

it('a signed-in browser needs no scope', async () => {
  const { email } = await test.accounts.register();
  const jar = jarOf(await test.accounts.call('post', '/api/auth/login').send({ email, password: PASSWORD }).expect(200));
  await test.accounts.as(jar, 'get', '/api/catalog').expect(200);
});

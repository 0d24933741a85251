import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { PLANS, maxTierOf, type CatalogModelView, type CatalogView, type Plan } from '#contracts';
import { startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';
import { CHAT_MODELS } from './support/calls.js';

const ADMIN = { email: 'admin@example.test', password: 'an administrator of tests' };

let accounts: AccountsApplication;
let jar: Jar;
let id: string;
let admin: string;

beforeAll(async () => {
  accounts = await startAccounts({ ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password });
  ({ jar, id } = await accounts.register());
  const login = await accounts.call('post', '/api/auth/login').send(ADMIN).expect(200);
  const cookies = login.headers['set-cookie'] as unknown as string[];
  const adminJar = Object.fromEntries(cookies.map((line) => (line.split(';')[0] ?? '').split(/=(.*)/s).slice(0, 2))) as Jar;
  admin = (await accounts.token(adminJar, 30, { scopes: ['admin'] })).token;
});
afterAll(() => accounts.close());

const get = (path: string) => accounts.as(jar, 'get', path);
const modelsOf = (view: CatalogView): CatalogModelView[] => view.providers.flatMap((provider) => provider.models);
const setPlan = (plan: Plan) =>
  accounts.call('patch', `/api/admin/users/${id}`).set('authorization', `Bearer ${admin}`).send({ plan }).expect(200);
const setPreferences = (preferences: object) =>
  accounts.as(jar, 'patch', '/api/me/preferences').send({ strategy: 'global', provider: 'auto', fallback: 'on-error', ...preferences }).expect(200);

describe('GET /api/catalog', () => {
  it.each(PLANS)('marks what %s allows', async (plan) => {
    await setPlan(plan);
    const view = (await get('/api/catalog').expect(200)).body as CatalogView;
    expect(view).toMatchObject({ plan, maxTier: maxTierOf(plan) });
    expect(view.providers.map((provider) => provider.id)).toEqual(['gemini', 'openai', 'anthropic', 'cloudru']);
    for (const model of modelsOf(view)) expect(model.allowed).toBe(model.tier <= maxTierOf(plan));
  });

  it('is closed to strangers', async () => {
    for (const path of ['', '/schema', '/route']) {
      const response = await accounts.call('get', `/api/catalog${path}`).expect(401);
      expect(response.body.code).toBe('unauthenticated');
    }
  });

  it('has a published schema that its own answer fits', async () => {
    const schema = await get('/api/catalog/schema').expect(200);
    expect(schema.headers['content-type']).toContain('application/schema+json');
    const validate = new Ajv2020().compile(JSON.parse(schema.text ?? String(schema.body)) as object);
    const { body } = await get('/api/catalog').expect(200);
    expect(validate(body)).toBe(true);
    expect(validate({ providers: [{ id: 'nobody' }] })).toBe(false);
    expect((body as CatalogView).rubPerUsd).toEqual({ rate: expect.any(Number) as number, date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string });
  });
});

describe('GET /api/catalog/route', () => {
  const route = (query = '') => get(`/api/catalog/route${query}`);

  beforeAll(() => setPlan('free'));
  beforeEach(() => setPreferences({}));

  it('explains auto without any key', async () => {
    const { body } = await route().expect(200);
    expect(body).toMatchObject({ source: 'platform', provider: 'gemini', tier: 0 });
    expect(body.candidates[0]).toMatchObject({ model: body.model, upstreamModel: body.upstreamModel });
    expect(body.reasons.join(' ')).toContain('asks for tier 0');
  });

  it('puts the named keys first and the plan above all', async () => {
    const { body } = await route('?task=outline&inputTokens=300000&keys=anthropic,openai&needs=json,tools').expect(200);
    expect(body.candidates.map((candidate: { source: string; provider: string }) => `${candidate.source}:${candidate.provider}`)).toEqual([
      'byok:openai',
      'byok:anthropic',
      'platform:openai',
      'platform:anthropic',
      'platform:gemini',
    ]);
    for (const candidate of body.candidates) expect(candidate.tier).toBeLessThanOrEqual(1);
    expect(body.reasons.join(' ')).toContain('your plan free ends at tier 1');
  });

  it('counts a key that comes along', async () => {
    const { body } = await route().set('x-byok-anthropic-key', 'sk-ant-sandbox-catalog').expect(200);
    expect(body).toMatchObject({ source: 'byok', provider: 'anthropic' });
    expect(JSON.stringify(body)).not.toContain('sk-ant-sandbox-catalog');
  });

  it('follows preferences, and the header and the query before them', async () => {
    await setPreferences({ provider: 'openai', fallback: 'never' });
    expect((await route().expect(400)).body.code).toBe('key_required');
    expect((await route('?fallback=on-quota').expect(200)).body.provider).toBe('openai');
    expect((await route().set('x-byok-fallback', 'on-error').expect(200)).body.provider).toBe('openai');
  });

  it("takes the platform's key for the strategy cloudru, also under never", async () => {
    await setPreferences({ strategy: 'cloudru', fallback: 'never' });
    const { body } = await route('?task=transcription&keys=openai').expect(200);
    expect(body).toMatchObject({ source: 'platform', provider: 'cloudru', model: 'openai/whisper-large-v3' });
    expect(body.candidates).toHaveLength(1);
  });

  it('explains a named model, dated versions too', async () => {
    const { body } = await route('?model=gpt-6-luna-2026-09-22&keys=openai').expect(200);
    expect(body).toMatchObject({ source: 'byok', model: CHAT_MODELS.openai, upstreamModel: 'gpt-6-luna-2026-09-22' });
  });

  it.each([
    ['?model=gpt-6-lnua', 404, 'model_unknown', `Did you mean ${CHAT_MODELS.openai}`],
    ['?model=claude-opus-5-5&keys=anthropic', 403, 'tier_not_allowed', 'The plan business opens it'],
    ['?model=claude-haiku-4-5&task=transcription', 400, 'request_invalid', 'cannot transcribe'],
    ['?inputTokens=5000000', 400, 'request_invalid', 'too long'],
    ['?needs=embedding', 400, 'request_invalid', 'No model'],
  ])('answers %s as the call itself would', async (query, status, code, detail) => {
    const response = await route(query).expect(status);
    expect(response.body).toMatchObject({ code, status });
    expect(response.body.detail).toContain(detail);
    expect(response.headers['x-byok-code']).toBe(code);
    if (code === 'tier_not_allowed') expect(response.body.allowedModels).toContain(CHAT_MODELS.openai);
  });

  it.each([
    ['task=sing', 'task'],
    ['inputTokens=many', 'inputTokens'],
    ['inputTokens=-1', 'inputTokens'],
    ['inputTokens=1.5', 'inputTokens'],
    ['inputTokens=1e99', 'inputTokens'],
    ['needs=json,magic', 'needs'],
    ['keys=cloudru', 'keys'],
    ['keys=openai,openai,openai,openai', 'keys'],
    ['fallback=always', 'fallback'],
    [`model=${'x'.repeat(129)}`, 'model'],
    ['model=a&model=b', 'model'],
    ['plan=business', 'plan'],
  ])('refuses %s and names the parameter', async (query, field) => {
    const response = await route(`?${query}`).expect(400);
    expect(response.body).toMatchObject({ code: 'invalid_input', errors: [{ field }] });
    expect(response.body.detail.length).toBeLessThan(300);
  });

  it('repeats no key that stands where a parameter should', async () => {
    const { text } = await route('?sk-proj-abcdefgh12345678=1').expect(400);
    expect(text).not.toContain('abcdefgh');
  });

  it('refuses a key in the query', async () => {
    expect((await route('?key=sk-sandbox-in-the-query').expect(400)).body.code).toBe('key_malformed');
  });
});

describe('CATALOG_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'byok-catalog-'));
  const file = join(folder, 'catalog.json');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('stops the start with one line when it is bad', async () => {
    writeFileSync(file, '{\n  "providers": [\n    { "id": "openai" }\n  ]\n}');
    await expect(startAccounts({ CATALOG_FILE: file }, accounts.databaseUrl)).rejects.toThrow(
      /^CATALOG_FILE line 3: \/providers\/0 must have required property 'name'\. Example: [^\n]*$/,
    );
  });

  it('replaces the catalog when it is good', async () => {
    const view = (await get('/api/catalog').expect(200)).body as CatalogView;
    const [gemini] = view.providers;
    writeFileSync(file, JSON.stringify({ ...view, providers: [{ ...gemini, models: gemini?.models.slice(0, 1) }] }));
    const other = await startAccounts({ CATALOG_FILE: file }, accounts.databaseUrl);
    try {
      const { jar: otherJar } = await other.register('catalog@example.test');
      const { body } = await other.as(otherJar, 'get', '/api/catalog').expect(200);
      expect(modelsOf(body as CatalogView).map((model) => model.id)).toEqual([gemini?.models[0]?.id]);
    } finally {
      await other.close();
    }
  });
});

import type { Jar } from './support/accounts-application.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { signInAdministrator } from './support/administrator.js';
import { CHAT_MODELS } from './support/calls.js';
import { eventually } from './support/eventually.js';

let test: TestApplication;
let second: TestApplication;
let admin: Jar;
let user: TestUser;

beforeAll(async () => {
  test = await startApplication({ JWT_SECRET: 'x'.repeat(32) });
  admin = await signInAdministrator(test);
  user = await test.user();
  second = await startApplication({ JWT_SECRET: 'x'.repeat(32) }, test.accounts.databaseUrl);
});
afterAll(async () => {
  await second.close();
  await test.close();
});
afterEach(() => change({ platformPayment: true, providers: { openai: true, anthropic: true, gemini: true, cloudru: true } }).expect(200));

const change = (body: object, by = admin) => test.accounts.as(by, 'patch', '/api/admin/switches').send(body);
const chat = (model: string, headers: Record<string, string> = {}, at = test) =>
  at.fetch(user, '/api/v1/chat/completions', { headers, json: { model, messages: [{ role: 'user', content: 'hi' }] } });
const saidBy = async (response: Response) => ({ status: response.status, code: response.headers.get('x-byok-code'), text: await response.text() });

const ALL_ON = { platformPayment: true, providers: { openai: true, anthropic: true, gemini: true, cloudru: true } };
const OWN = keyHeader('openai', 'sk-sandbox-own-key');

describe('the switches', () => {
  it('are all on at first, and show what was changed', async () => {
    expect((await test.accounts.as(admin, 'get', '/api/admin/switches').expect(200)).body).toEqual(ALL_ON);
    const off = { ...ALL_ON, providers: { ...ALL_ON.providers, gemini: false } };
    expect((await change({ providers: { gemini: false } }).expect(200)).body).toEqual(off);
    expect((await change({}).expect(200)).body).toEqual(off);
    expect((await test.accounts.as(admin, 'get', '/api/admin/switches').expect(200)).body).toEqual(off);
  });

  it.each([
    ['platformPayment', { platformPayment: 'no' }],
    ['platformPayment', { platformPayment: null }],
    ['providers', { providers: [] }],
    ['providers', { providers: true }],
    ['providers.openai', { providers: { openai: 0 } }],
    ['providers.mistral', { providers: { mistral: false } }],
    ['registration', { registration: false }],
  ])('need a good %s', async (field, body) => {
    const response = await change(body).expect(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('are for administrators', async () => {
    await change({ platformPayment: false }, user.jar).expect(403);
    await test.accounts.as(user.jar, 'get', '/api/admin/switches').expect(403);
  });
});

describe('a provider that is off', () => {
  it('is called by nobody, at once, in every process, and named in the answer', async () => {
    await change({ providers: { openai: false } }).expect(200);
    await eventually(async () => expect((await chat(CHAT_MODELS.openai, OWN, second)).status).toBe(503));
    const mark = test.mark();
    const secondMark = second.mark();
    const answers = [
      await chat(CHAT_MODELS.openai),
      await chat(CHAT_MODELS.openai, OWN),
      await chat(CHAT_MODELS.openai, OWN, second),
      await test.fetch(user, '/api/openai/v1/chat/completions', { headers: OWN, json: { model: CHAT_MODELS.openai, messages: [] } }),
      await test.fetch(user, '/api/openai/v1/models', { headers: OWN }),
      await test.fetch(user, '/api/byok/validate', { headers: OWN, json: { provider: 'openai' } }),
      await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'A text about nothing at all.', model: CHAT_MODELS.openai } }),
    ];
    // The official SDKs would ask twice again.
    expect(answers.slice(0, 5).map(({ headers }) => headers.get('x-should-retry'))).toEqual(Array(5).fill('false'));
    for (const answer of await Promise.all(answers.map(saidBy))) {
      expect(answer).toMatchObject({ status: 503, code: 'unavailable' });
      expect(answer.text).toContain('openai');
    }
    expect([...test.callsSince(mark), ...second.callsSince(secondMark)]).toEqual([]);
  });

  it('is passed over by auto, and back when it is on again', async () => {
    await change({ providers: { gemini: false, openai: false } }).expect(200);
    const passed = await chat('auto', OWN);
    expect(passed.status).toBe(200);
    expect(passed.headers.get('x-byok-provider')).toBe('anthropic');
    await change({ providers: { openai: true } }).expect(200);
    expect((await chat('auto', OWN)).headers.get('x-byok-provider')).toBe('openai');
  });
});

describe('payment by the platform that is off', () => {
  it('leaves own keys alone, and is the answer where no other key is', async () => {
    await change({ platformPayment: false }).expect(200);
    const refused = await saidBy(await chat(CHAT_MODELS.openai));
    expect(refused).toMatchObject({ status: 503, code: 'unavailable' });
    expect(refused.text).toContain('platformPayment');
    const own = await chat(CHAT_MODELS.openai, OWN);
    expect(own.status).toBe(200);
    expect(own.headers.get('x-byok-credential-source')).toBe('byok');
  });

  it("makes an own key's error the answer where it prevents a fallback", async () => {
    const bad = keyHeader('openai', 'sk-sandbox-nocredit');
    expect((await chat(CHAT_MODELS.openai, bad)).headers.get('x-byok-credential-source')).toBe('platform');
    await change({ platformPayment: false }).expect(200);
    const failed = await chat(CHAT_MODELS.openai, bad);
    expect(failed.headers.get('x-byok-code')).toBe('key_no_credit');
    expect(failed.headers.get('x-byok-attempts')).toBe('byok:openai:key_no_credit');
  });
});

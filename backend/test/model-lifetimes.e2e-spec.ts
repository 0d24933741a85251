import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogView } from '#contracts';
import { Clock } from '#nestjs-byok';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { FACES, ask, chatCall, receiptOf } from './support/calls.js';
import { ended, submit } from './support/jobs.js';

const TODAY = '2027-06-15';
const priced = { tier: 0, contextTokens: 100_000, abilities: ['chat', 'json'], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } };
const CATALOG = {
  providers: [
    {
      id: 'openai',
      name: 'OpenAI',
      keyUrl: '',
      keyHint: '',
      models: [
        { ...priced, id: 'gpt-gone', shutdownDate: '2027-06-14', replacedBy: 'gpt-stays', patterns: ['^gpt-gone-\\d+$'] },
        { ...priced, id: 'gpt-going', shutdownDate: '2027-06-15', replacedBy: 'gpt-stays' },
        { ...priced, id: 'gpt-rumoured', shutdownDate: '2027-01-01', shutdownDateSecondHand: true },
        { ...priced, id: 'gpt-later', availableFrom: '2027-06-16' },
        { ...priced, id: 'gpt-stays' },
      ],
    },
    { id: 'gemini', name: 'Gemini', keyUrl: '', keyHint: '', models: [{ ...priced, id: 'gemini-gone', shutdownDate: '2027-06-14' }] },
  ],
  unknownModels: [
    { provider: 'openai', pattern: '^ft:[\\w.:-]+$' },
    { provider: 'gemini', pattern: '^gemini-9-.*$', tier: 1 },
  ],
};
const KEY = 'sandbox-lifetimes';
const FINE_TUNED = 'ft:gpt-stays:acme::a1';

let app: TestApplication;
let user: TestUser;
const folder = mkdtempSync(join(tmpdir(), 'byok-lifetimes-'));

beforeAll(async () => {
  const file = join(folder, 'catalog.json');
  writeFileSync(file, JSON.stringify(CATALOG));
  app = await startApplication({ CATALOG_FILE: file });
  setDay(TODAY);
  user = await app.user();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  setDay(TODAY);
  app.unscript();
});

function setDay(day: string): void {
  app.application.get(Clock).now = () => Date.parse(`${day}T12:00:00Z`);
}

const own = { ...keyHeader('openai', KEY), 'x-byok-fallback': 'on-error' };
const chat = (model: string, headers: Record<string, string> = {}, face: (typeof FACES)[number] = 'v1', asker = user) => ask(app, asker, chatCall(face, 'openai', 'plain', 'Hi', model), headers);
const listed = async (path: string, headers: Record<string, string> = {}, asker = user) => {
  const { data = [] } = (await (await app.fetch(asker, path, { headers })).json()) as { data?: { id: string }[] };
  return data.map(({ id }) => id);
};

describe.each(FACES)('a model past its date, on %s', (face) => {
  it.each(['gpt-gone', 'gpt-gone-001'])("is unknown on the platform's key (%s), and the words name its successor", async (model) => {
    const mark = app.mark();
    const { status, text, receipt } = await chat(model, {}, face);
    expect([status, receipt.code]).toEqual([404, 'model_unknown']);
    expect(text).toMatch(/2027-06-14.*Use gpt-stays instead/);
    expect(app.callsSince(mark)).toHaveLength(0);
  });

  it("still goes out with the user's own key, and the answer says what follows", async () => {
    const { response, status, receipt } = await chat('gpt-gone', own, face);
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'byok', model: 'gpt-gone', attempts: 'byok:openai:ok' });
    expect(response.headers.get('x-byok-model-sunset')).toBe('2027-06-14; gpt-stays');
  });

  it("never falls back to the platform's key", async () => {
    const { receipt } = await chat('gpt-gone', { ...own, ...keyHeader('openai', `${KEY}-nocredit`) }, face);
    expect(receipt).toMatchObject({ code: 'key_no_credit', source: 'byok', attempts: 'byok:openai:key_no_credit' });
  });
});

describe('a model before its end', () => {
  it('serves on its last day, marked, also in an error', async () => {
    for (const headers of [{}, own, { ...own, ...keyHeader('openai', `${KEY}-nocredit`), 'x-byok-fallback': 'never' }]) {
      expect((await chat('gpt-going', headers)).response.headers.get('x-byok-model-sunset')).toBe('2027-06-15; gpt-stays');
    }
    expect((await chat('gpt-stays')).response.headers.get('x-byok-model-sunset')).toBeNull();
  });

  it('is marked from 60 days before on, in the catalog and on calls, and not before', async () => {
    const seen = async () => {
      const view = (await (await app.fetch(user, '/api/catalog')).json()) as CatalogView;
      const { response } = await chat('gpt-going');
      return [view.providers[0]?.models.find(({ id }) => id === 'gpt-going')?.stopsSoon ?? false, response.headers.get('x-byok-model-sunset') !== null];
    };
    setDay('2027-04-15');
    expect(await seen()).toEqual([false, false]);
    setDay('2027-04-16');
    expect(await seen()).toEqual([true, true]);
  });

  it('is only marked by a date at second hand', async () => {
    const { response, status } = await chat('gpt-rumoured');
    expect([status, response.headers.get('x-byok-model-sunset')]).toEqual([200, '2027-01-01']);
  });
});

describe('the lists', () => {
  it('show the models of the day, and when each stops', async () => {
    expect(await listed('/api/v1/models')).toEqual(['gpt-going', 'gpt-rumoured', 'gpt-stays']);
    const one = await (await app.fetch(user, '/api/v1/models/gpt-going')).json();
    expect(one).toMatchObject({ id: 'gpt-going', shutdown_date: '2027-06-15', replaced_by: 'gpt-stays' });
    expect((await app.fetch(user, '/api/v1/models/gpt-gone')).status).toBe(404);
    setDay('2027-06-16');
    expect(await listed('/api/v1/models')).toEqual(['gpt-rumoured', 'gpt-later', 'gpt-stays']);
  });

  it("of a provider show what can be called: with the own key also what has ended and what patterns admit", async () => {
    app.sandbox.list('openai', ['gpt-gone', 'gpt-going', 'gpt-nobody', FINE_TUNED, 'gpt-stays']);
    const path = '/api/openai/v1/models';
    expect(await listed(path)).toEqual(['gpt-going', 'gpt-stays']);
    expect(await listed(path, own)).toEqual(['gpt-gone', 'gpt-going', FINE_TUNED, 'gpt-stays']);
    expect(await listed(path, own, await app.user('pro'))).toEqual(['gpt-gone', 'gpt-going', 'gpt-stays']);
    app.sandbox.list('openai', undefined);
  });

  it('of auto has no model past its date, nor one that a pattern admits', async () => {
    const route = async (keys: string) => (await (await app.fetch(user, `/api/catalog/route?keys=${keys}`)).json()) as { candidates: { model: string }[] };
    expect((await route('openai,gemini')).candidates.map(({ model }) => model)).toEqual(['gpt-going', 'gpt-going']);
    setDay('2027-06-16');
    expect((await route('openai,gemini')).candidates.map(({ model }) => model)).toEqual(['gpt-rumoured', 'gpt-rumoured']);
  });
});

describe('an id that only a pattern admits', () => {
  it.each(FACES)('goes out with the own key on %s, at the highest tier', async (face) => {
    const { status, receipt } = await chat(FINE_TUNED, own, face);
    expect(status).toBe(200);
    expect(receipt).toMatchObject({ source: 'byok', model: FINE_TUNED, tier: '3' });
  });

  it.each(FACES)("is key_required on the platform's key on %s, also as a fallback's answer", async (face) => {
    const { status, text, receipt } = await chat(FINE_TUNED, {}, face);
    expect([status, receipt.code]).toEqual([400, 'key_required']);
    if (face === 'v1') expect(JSON.parse(text)).toMatchObject({ error: { param: 'model' } });
    expect((await chat(FINE_TUNED, { ...own, ...keyHeader('openai', `${KEY}-nocredit`) }, face)).receipt).toMatchObject({ code: 'key_no_credit', attempts: 'byok:openai:key_no_credit' });
  });

  it('has the tier that the operator gave it, whoever pays', async () => {
    const asker = await app.user('free');
    expect((await chat(FINE_TUNED, own, 'v1', asker)).receipt.code).toBe('tier_not_allowed');
    const call = chatCall('native', 'gemini', 'plain', 'Hi', 'gemini-9-flash');
    expect((await ask(app, asker, call, keyHeader('gemini', KEY))).receipt).toMatchObject({ source: 'byok', model: 'gemini-9-flash', tier: '1' });
  });

  it('takes the platform out of a call whose body names it beside another', async () => {
    const call = { path: '/api/openai/v1/responses', json: { model: 'gpt-stays', input: 'Hi', tools: [{ type: 'image_generation', model: FINE_TUNED }] } };
    expect((await ask(app, user, call)).receipt.code).toBe('key_required');
    expect((await ask(app, user, call, own)).receipt.source).toBe('byok');
  });

  it('serves jobs with the own key', async () => {
    const id = await submit(app, user, { type: 'outline', transcript: 'О пчёлах и цветах.', model: FINE_TUNED }, { headers: own });
    expect(await ended(app, user, id)).toMatchObject({ status: 'completed', receipts: [{ credentialSource: 'byok', model: FINE_TUNED, attempts: 'byok:openai:ok' }] });
    const response = await app.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'О пчёлах.', model: FINE_TUNED } });
    expect([response.status, receiptOf(response).code]).toEqual([400, 'key_required']);
  });
});

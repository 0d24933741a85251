import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { PROVIDERS, type ByokProviderId, type ProviderId } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { keyHeader, PLATFORM_KEYS, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, receiptOf } from './support/calls.js';
import { isByok } from './support/field-matrix.js';
import { answerFixture } from './support/provider-fixtures.js';
import { setUpApplication } from './support/set-up-application.js';

/** What docs/api-v1-fields.md says of a field at one provider, and the body that it was asked with. */
interface Fate {
  readonly fate: 'passed' | 'own key' | 'translated' | 'answer' | 'same' | 'dropped' | 'refused';
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as the fields of a form; its recording goes apart. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /** What its translation sends, as JSON. */
  readonly wire?: string;
  readonly code?: string;
  readonly param?: string;
  /** The field by which only an own key may pay. */
  readonly ownKeyOnly?: string;
  /** The name in `x-byok-dropped`, where it is another than the field's. */
  readonly item?: string;
  readonly named?: string;
}

interface Row {
  readonly field: string;
  readonly shown?: string;
  readonly fates: Partial<Record<ProviderId, Fate>>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WAV = Buffer.from('UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=', 'base64');
/** Refused by every provider at once. */
const DEAD_KEY = 'sk-sandbox-dead';
const OWN_KEY = 'sk-sandbox-own';

const page = JSON.parse(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'tools/platform-fields.mjs', '--v1'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 })) as Record<string, Row[]>;
const cases = Object.entries(page).flatMap(([route, rows]) => PROVIDERS.filter((provider) => rows[0]?.fates[provider] !== undefined).map((provider) => [route, provider, rows] as const));

let app: TestApplication;
let user: TestUser;

setUpApplication((shared) => ({ app, user } = shared));

interface Sent {
  readonly key: string | undefined;
  readonly body: string;
}
interface Seen {
  readonly status: number;
  readonly code: string | null;
  readonly param: unknown;
  readonly attempts: string | null;
  readonly dropped: readonly string[];
  readonly sent: readonly Sent[];
}

function formOf(fields: NonNullable<Fate['form']>, model: unknown): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, name === 'model' ? String(model) : value);
  form.append('file', new Blob([new Uint8Array(WAV)], { type: 'audio/wav' }), 'a.wav');
  return form;
}

/** One call at a time of this provider, so that what it was sent is this call's. */
async function call(route: string, provider: ProviderId, { body, form }: Fate, key: string | undefined): Promise<Seen> {
  const sent: Sent[] = [];
  app.sandbox.script(provider, ({ keyFingerprint }, bytes) => {
    sent.push({ key: keyFingerprint, body: bytes.toString() });
    if (keyFingerprint === fingerprintOf(DEAD_KEY)) return { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"dead key","type":"authentication_error","code":"invalid_api_key"}}' };
    const isWhole = body['stream'] !== true && form === undefined && (route === 'chat/completions' || route === 'responses');
    return isWhole ? answerFixture(provider, 'success') : undefined;
  });
  const headers = key === undefined ? {} : keyHeader(provider as ByokProviderId, key);
  const content = form === undefined ? { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } } : { body: formOf(form, body['model']), headers };
  const response = await app.fetch(user, `/api/v1/${route}`, { method: 'POST', ...content });
  const text = await response.text();
  const error = response.ok ? undefined : (JSON.parse(text) as { error?: { param?: unknown } }).error;
  const { code, attempts } = receiptOf(response);
  return { status: response.status, code, param: error?.param, attempts, dropped: response.headers.get('x-byok-dropped')?.split(', ') ?? [], sent };
}

/** A translated body without what limits its answer, which the platform's key always sets. */
function withoutMaximum(wire: string): unknown {
  const { max_tokens: _tokens, ...body } = JSON.parse(wire) as Record<string, unknown>;
  const { maxOutputTokens: _maximum, ...config } = (body['generationConfig'] ?? {}) as Record<string, unknown>;
  return { ...body, generationConfig: config };
}

/** The page's words, without its values. */
const nameOf = (field: string) => field.replace(/=.*/, '').replace(/\.\*$/, '');
const isNamed = (dropped: readonly string[], { field }: Row, { item, named = field }: Fate) =>
  dropped.some((name) => name === item || nameOf(named) === name || nameOf(named).startsWith(`${name}.`) || name === named.replace('=', '.'));

/** What was seen of a call, in the page's words. */
function wordsOf({ status, code, param, attempts, sent }: Seen, more: Readonly<Record<string, unknown>> = {}) {
  return { status, code, param, attempts, keys: sent.map(({ key }) => key), ...more };
}

const refusal = (code: string, param: string | undefined) => ({ status: 400, code, param, attempts: null, keys: [] });
const OWN = fingerprintOf(OWN_KEY);
const DEAD = fingerprintOf(DEAD_KEY);
/** The page's sentence on sound: these models have no price for it; Claude takes none with any key. */
const isUnpaidSound = (provider: ProviderId, { body }: Fate) => provider !== 'gemini' && provider !== 'anthropic' && JSON.stringify(body).includes('"input_audio"');
const isPiped = ({ fate }: Fate) => fate === 'passed' || fate === 'own key';

/** @returns what is seen and what the page says of it, for each row with that key */
async function seenAndSaid(route: string, provider: ProviderId, rows: readonly Row[], see: (row: Row, fate: Fate) => Promise<readonly [seen: unknown, said: unknown]>) {
  const pairs: [string, unknown, unknown][] = [];
  for (const row of rows) {
    const fate = row.fates[provider];
    if (fate === undefined) throw new Error(`${route} ${row.field} has no word on ${provider}.`);
    pairs.push([`${row.field} ${row.shown ?? ''}`, ...(await see(row, fate))]);
  }
  return { seen: pairs.map(([field, seen]) => [field, seen]), said: pairs.map(([field, , said]) => [field, said]) };
}

describe.each(cases)('every field of /api/v1/%s at %s', (route, provider, rows) => {
  const platformKey = fingerprintOf(PLATFORM_KEYS[provider]);

  it('with an own key is what the page says', async () => {
    if (!isByok(provider)) return;
    const { seen, said } = await seenAndSaid(route, provider, rows, async (row, fate) => {
      const answer = await call(route, provider, fate, OWN_KEY);
      if (fate.fate === 'refused') return [wordsOf(answer), refusal('request_invalid', fate.param)];
      const good = { status: 200, code: null, param: undefined, attempts: `byok:${provider}:ok`, keys: [OWN] };
      if (isPiped(fate)) {
        const sent = fate.form === undefined ? answer.sent[0]?.body : undefined;
        return [wordsOf(answer, { sent }), { ...good, sent: fate.form === undefined ? JSON.stringify(fate.body) : undefined }];
      }
      const isDropped = isNamed(answer.dropped, row, fate);
      return [wordsOf(answer, { sent: JSON.parse(answer.sent[0]?.body ?? 'null') as unknown, isDropped }), { ...good, sent: JSON.parse(fate.wire ?? '') as unknown, isDropped: fate.fate === 'dropped' }];
    });
    expect(seen).toEqual(said);
  });

  it("with the platform's key is what the page says", async () => {
    const { seen, said } = await seenAndSaid(route, provider, rows, async (row, fate) => {
      const answer = await call(route, provider, fate, undefined);
      if (isUnpaidSound(provider, fate)) return [wordsOf(answer), refusal('key_required', 'messages')];
      if (fate.fate === 'refused') return [wordsOf(answer), refusal('request_invalid', fate.param)];
      const ownKeyOnly = fate.fate === 'own key' ? fate.param : fate.ownKeyOnly;
      if (ownKeyOnly !== undefined) return [wordsOf(answer), refusal('key_required', ownKeyOnly)];
      const good = { status: 200, code: null, param: undefined, attempts: `platform:${provider}:ok`, keys: [platformKey] };
      if (isPiped(fate)) return [wordsOf(answer), good];
      const isDropped = isNamed(answer.dropped, row, fate);
      return [wordsOf(answer, { sent: withoutMaximum(answer.sent[0]?.body ?? '{}'), isDropped }), { ...good, sent: withoutMaximum(fate.wire ?? ''), isDropped: fate.fate === 'dropped' }];
    });
    expect(seen).toEqual(said);
  });

  it("after an own key's failure is what the page says", async () => {
    if (!isByok(provider)) return;
    const { seen, said } = await seenAndSaid(route, provider, rows, async (row, fate) => {
      const answer = await call(route, provider, fate, DEAD_KEY);
      if (fate.fate === 'refused') return [wordsOf(answer), refusal('request_invalid', fate.param)];
      const failed = `byok:${provider}:key_invalid`;
      if (fate.fate === 'own key' || fate.ownKeyOnly !== undefined || isUnpaidSound(provider, fate)) {
        return [{ ...wordsOf(answer), param: undefined }, { status: 401, code: 'key_invalid', param: undefined, attempts: failed, keys: [DEAD] }];
      }
      const good = { status: 200, code: null, param: undefined, attempts: `${failed},platform:${provider}:ok`, keys: [DEAD, platformKey] };
      if (isPiped(fate)) return [wordsOf(answer), good];
      const isDropped = isNamed(answer.dropped, row, fate);
      return [wordsOf(answer, { sent: withoutMaximum(answer.sent[1]?.body ?? '{}'), isDropped }), { ...good, sent: withoutMaximum(fate.wire ?? ''), isDropped: fate.fate === 'dropped' }];
    });
    expect(seen).toEqual(said);
  });
});

describe('beside the body', () => {
  const json = { model: CHAT_MODELS.openai, messages: [{ role: 'user', content: 'Hi' }] };
  const headers = { 'idempotency-key': 'once', 'openai-beta': 'assistants=v2', 'anthropic-beta': 'a', 'openai-organization': 'org-1', 'x-stainless-lang': 'js', cookie: 'a=b', 'x-more': '1' };

  it.each([
    ['the first own key', keyHeader('openai', OWN_KEY), ['openai-organization']],
    ["the platform's key", {}, []],
  ])("headers and query stay here with %s, but for its owner's account", async (_key, key, expected) => {
    const seen: { path: string; headers: string[] }[] = [];
    app.sandbox.script('openai', ({ path, headers: sent }) => {
      seen.push({ path, headers: Object.keys(headers).filter((name) => sent[name] !== undefined) });
      return answerFixture('openai', 'success');
    });
    const response = await app.fetch(user, '/api/v1/chat/completions?alt=sse&api-version=1', { json, headers: { ...headers, ...key } });
    expect(response.status).toBe(200);
    expect(seen).toEqual([{ path: '/v1/chat/completions', headers: expected }]);
  });

  it.each(['key', 'api_key', 'x-byok-openai-key'])('a query parameter %s is refused', async (name) => {
    const response = await app.fetch(user, `/api/v1/chat/completions?${name}=x`, { json });
    expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'key_malformed']);
  });
});

describe('a model whose provider has no such route', () => {
  it.each(['embeddings', 'audio/transcriptions'])('is refused by name on %s', async (route) => {
    const fate = { ...(page[route]?.[0]?.fates.openai as Fate) };
    const asked = { ...fate, body: { ...fate.body, model: 'claude-haiku-4-5' } };
    expect(wordsOf(await call(route, 'anthropic', asked, OWN_KEY))).toMatchObject({ status: 400, code: 'request_invalid', param: 'model', keys: [] });
  });
});

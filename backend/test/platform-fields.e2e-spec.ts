import { PROVIDERS } from '#contracts';
import { fingerprintOf, type ScriptedAnswer } from '#sandbox';
import { keyHeader, PLATFORM_KEYS, type TestApplication, type TestUser } from './support/application.js';
import { receiptOf } from './support/calls.js';
import { bodyWithAll, bodyWithEverything, isByok, MATRIX, placeOf, type MatrixRoute } from './support/field-matrix.js';
import { answerFixture } from './support/provider-fixtures.js';
import { setUpApplication } from './support/set-up-application.js';

/** Refused by every provider at once. */
const DEAD_KEY = 'sk-sandbox-dead';
const OWN_KEY = 'sk-sandbox-own';

let app: TestApplication;
let user: TestUser;
/** What providers were sent, in order. */
let sent: { key: string | undefined; body: string }[] = [];

/** One answer for all of a provider's routes: with the fields by which each of them is told. */
const OF_EACH_ROUTE = { output: [], data: [], input_tokens: 1, embeddings: [], outputs: [] };
const answers = Object.fromEntries(PROVIDERS.map((provider) => [provider, JSON.stringify({ ...(JSON.parse(answerFixture(provider, 'success').body) as object), ...OF_EACH_ROUTE })]));
const refusal: ScriptedAnswer = { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"dead key","type":"authentication_error","code":"invalid_api_key"}}' };

setUpApplication((shared) => ({ app, user } = shared));
beforeAll(async () => {
  for (const provider of PROVIDERS) {
    app.sandbox.script(provider, ({ keyFingerprint }, body) => {
      sent.push({ key: keyFingerprint, body: body.toString() });
      if (keyFingerprint === fingerprintOf(DEAD_KEY)) return refusal;
      return { status: 200, headers: { 'content-type': 'application/json' }, body: answers[provider] as string };
    });
  }
});
beforeEach(() => {
  sent = [];
});

interface Seen {
  status: number;
  param: unknown;
  code: string | null;
  attempts: string | null;
}

async function call({ path }: MatrixRoute, body: string, headers: Record<string, string> = {}): Promise<Seen> {
  const response = await app.fetch(user, path, { method: 'POST', body, headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', ...headers } });
  const text = await response.text();
  const error = text.startsWith('{') ? (JSON.parse(text) as { error?: { param?: unknown } }).error : undefined;
  const { code, attempts } = receiptOf(response);
  return { status: response.status, param: error?.param, code, attempts };
}

/** Takes a list in turns of some at once. */
async function each<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...list];
  await Promise.all(Array.from({ length: 6 }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  }));
}

const keyed = ({ provider }: MatrixRoute, key: string) => (isByok(provider) ? keyHeader(provider, key) : {});
const own = MATRIX.filter(({ provider }) => isByok(provider));
const title = (routes: readonly MatrixRoute[]) => routes.map((route) => [`${route.provider} ${route.name}`, route] as const);

/** What the platform's key should send of a body: the same, with what is always set; output maximums apart. */
function expectedOf({ set, provider, base }: MatrixRoute, body: Record<string, unknown>): Record<string, unknown> {
  const model = provider === 'openai' || provider === 'cloudru' || provider === 'anthropic' ? base['model'] : body['model'];
  return { ...set, ...body, ...(model === undefined ? {} : { model }) };
}

function withoutMaximum(body: Record<string, unknown>): Record<string, unknown> {
  const { max_tokens: _tokens, max_completion_tokens: _completion, max_output_tokens: _output, ...others } = body;
  const { maxOutputTokens: _maximum, ...config } = (others['generationConfig'] ?? {}) as Record<string, unknown>;
  return { ...others, generationConfig: config };
}

describe.each(title(MATRIX))('every field that passes on %s', (_name, route) => {
  const body = bodyWithAll(route);

  it("passes under the platform's key", async () => {
    expect(await call(route, JSON.stringify(body))).toMatchObject({ status: 200, attempts: `platform:${route.provider}:ok` });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.key).toBe(fingerprintOf(PLATFORM_KEYS[route.provider]));
    expect(withoutMaximum(JSON.parse(sent[0]?.body ?? '') as never)).toEqual(withoutMaximum(expectedOf(route, body)));
  });
});

describe.each(title(own))('with an own key on %s', (_name, route) => {
  it('every field passes with unchanged bytes, nested, left-out and unknown ones too', async () => {
    const text = JSON.stringify(bodyWithEverything(route), null, 1);
    expect(await call(route, text, keyed(route, OWN_KEY))).toMatchObject({ status: 200, attempts: `byok:${route.provider}:ok` });
    expect(sent).toEqual([{ key: fingerprintOf(OWN_KEY), body: text }]);
  });

  it("what passes falls back to the platform's key", async () => {
    const body = bodyWithAll(route);
    expect(await call(route, JSON.stringify(body), keyed(route, DEAD_KEY))).toMatchObject({ status: 200, attempts: `byok:${route.provider}:key_invalid,platform:${route.provider}:ok` });
    expect(sent[0]?.body).toBe(JSON.stringify(body));
    expect(withoutMaximum(JSON.parse(sent[1]?.body ?? '') as never)).toEqual(withoutMaximum(expectedOf(route, body)));
  });
});

describe.each(title(MATRIX.filter(({ leftOut }) => leftOut.length > 0)))('every field that is left out on %s', (_name, route) => {
  const rows = [...route.leftOut, ['from_the_future', 'from_the_future', { ...route.base, from_the_future: 1 }] as const];

  it("is key_required under the platform's key, and nothing goes out", async () => {
    const seen: [string, unknown, unknown][] = [];
    await each(rows, async ([entry, , body]) => {
      const { status, code, param, attempts } = await call(route, JSON.stringify(body));
      seen.push([entry, placeOf(param), `${status} ${code} ${attempts}`]);
    });
    expect(seen.sort()).toEqual(rows.map(([entry, place]) => [entry, place, '400 key_required null']).sort());
    expect(sent).toEqual([]);
  });

  it("keeps the platform's key from stepping in: the own key's error is the answer", async () => {
    if (!isByok(route.provider)) return;
    const seen: [string, string][] = [];
    await each(rows, async ([entry, , body]) => {
      const { code, attempts } = await call(route, JSON.stringify(body), keyed(route, DEAD_KEY));
      seen.push([entry, `${code} ${attempts}`]);
    });
    expect(seen.sort()).toEqual(rows.map(([entry]) => [entry, `key_invalid byok:${route.provider}:key_invalid`]).sort());
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set([fingerprintOf(DEAD_KEY)]));
  });
});

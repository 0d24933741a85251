import { ABILITIES, BYOK_PROVIDERS, CREDENTIAL_SOURCES, KEY_HINTS, PROVIDERS, TRANSIT_SUITE, VERDICTS } from '#contracts';
import { choice, closed, integer, list, moment, number, ref, text, type Schema } from '../json.js';

const candidate: Readonly<Record<string, Schema>> = {
  source: choice(CREDENTIAL_SOURCES),
  provider: choice(PROVIDERS),
  model: text("The catalog's id."),
  upstreamModel: text('The id that the provider would see.'),
  tier: ref('Tier'),
};

const TOKEN_PRICES: Readonly<Record<string, Schema>> = {
  inputRubPerMillion: number(),
  outputRubPerMillion: number(),
  cachedInputRubPerMillion: number(),
  cacheWriteRubPerMillion: number(),
};
const CACHE_PRICES = ['cachedInputRubPerMillion', 'cacheWriteRubPerMillion'];

const day = (description: string): Schema => text(description, { format: 'date' });

export const BYOK_SCHEMAS: Readonly<Record<string, Schema>> = {
  Tier: integer('Model class, 0 (cheapest) to 3.', { minimum: 0, maximum: 3 }),
  TransitKey: closed(
    {
      kid: text('Names the key in an envelope.'),
      suite: { const: TRANSIT_SUITE },
      publicKey: text('Uncompressed P-256 point (65 bytes), base64url without padding.', { pattern: '^[A-Za-z0-9_-]{87}$' }),
      notAfter: moment('After it the key seals nothing new: fetch again.'),
      root: text("Where the operator has a root: its Ed25519 public key (32 bytes), base64url without padding. Keep that of your first visit, and seal to no key that it did not sign.", { pattern: '^[A-Za-z0-9_-]{43}$' }),
      signature: text("The root's signature over `<kid>|<suite>|<publicKey>|<notAfter in Unix seconds>`, base64url without padding.", { pattern: '^[A-Za-z0-9_-]{86}$' }),
    },
    ['root', 'signature'],
  ),
  KeyToTest: closed({ provider: choice(BYOK_PROVIDERS) }),
  Validation: closed(
    {
      provider: choice(BYOK_PROVIDERS),
      verdict: choice(VERDICTS),
      code: ref('ErrorCode'),
      hint: choice(KEY_HINTS),
      detail: text('The verdict in a sentence, with what to do.'),
      models: list(text(), 'Ids of our catalog that the key reaches.'),
      missing: list(text(), 'Ids that your plan allows and the provider does not list: a fact, which changes no verdict.'),
      latencyMs: integer(),
    },
    ['code', 'hint'],
  ),
  CatalogModel: closed(
    {
      id: text(),
      tier: ref('Tier'),
      allowed: { type: 'boolean', description: 'Your plan reaches it.' },
      contextTokens: integer(),
      abilities: list(choice(ABILITIES)),
      pricing: closed(
        { ...TOKEN_PRICES, audioRubPerHour: number(), audioInputRubPerMillion: number(), audioOutputRubPerMillion: number(), batchShare: number(), steps: list(closed({ abovePromptTokens: integer(), ...TOKEN_PRICES }, CACHE_PRICES)) },
        [...CACHE_PRICES, 'audioRubPerHour', 'audioInputRubPerMillion', 'audioOutputRubPerMillion', 'batchShare', 'steps'],
      ),
      availableFrom: day('First day.'),
      shutdownDate: day('Last day; after it the model leaves this list and `auto`, and goes out with your own key alone.'),
      shutdownDateSecondHand: { const: true, description: 'The date was not read at the provider: it warns, and takes nothing away.' },
      replacedBy: text('What the provider recommends instead.'),
      stopsSoon: { const: true, description: 'It stops within 60 days, or is said to have stopped.' },
    },
    ['availableFrom', 'shutdownDate', 'shutdownDateSecondHand', 'replacedBy', 'stopsSoon'],
  ),
  CatalogProvider: closed({
    id: choice(PROVIDERS),
    name: text(),
    keyUrl: text('Where a user makes a key; empty for Cloud.ru.'),
    keyHint: text('What such a key looks like: a hint, never a rule.'),
    models: list(ref('CatalogModel')),
  }),
  Catalog: closed(
    {
      plan: ref('Plan'),
      maxTier: ref('Tier'),
      rubPerUsd: closed({ rate: number(), date: day('The day of the rate.') }, [], 'By which prices in US dollars became roubles.'),
      providers: list(ref('CatalogProvider')),
    },
    ['rubPerUsd'],
  ),
  Route: closed({ ...candidate, candidates: list(closed(candidate), 'Everything that would be tried, in order.'), reasons: list(text(), 'Why, in words.') }),
};

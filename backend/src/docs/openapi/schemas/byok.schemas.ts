import { ABILITIES, BYOK_PROVIDERS, CREDENTIAL_SOURCES, PROVIDERS, TRANSIT_SUITE, VERDICTS } from '#contracts';
import { choice, closed, integer, list, moment, number, ref, text, type Schema } from '../json.js';

const candidate: Readonly<Record<string, Schema>> = {
  source: choice(CREDENTIAL_SOURCES),
  provider: choice(PROVIDERS),
  model: text("The catalog's id."),
  upstreamModel: text('The id that the provider would see.'),
  tier: ref('Tier'),
};

export const BYOK_SCHEMAS: Readonly<Record<string, Schema>> = {
  Tier: integer('Model class, 0 (cheapest) to 3.', { minimum: 0, maximum: 3 }),
  TransitKey: closed({
    kid: text('Names the key in an envelope.'),
    suite: { const: TRANSIT_SUITE },
    publicKey: text('Uncompressed P-256 point (65 bytes), base64url without padding.', { pattern: '^[A-Za-z0-9_-]{87}$' }),
    notAfter: moment('After it the key seals nothing new: fetch again.'),
  }),
  KeyToTest: closed({ provider: choice(BYOK_PROVIDERS) }),
  Validation: closed(
    {
      provider: choice(BYOK_PROVIDERS),
      verdict: choice(VERDICTS),
      code: ref('ErrorCode'),
      detail: text('The verdict in a sentence, with what to do.'),
      models: list(text(), 'Ids of our catalog that the key reaches.'),
      latencyMs: integer(),
    },
    ['code'],
  ),
  CatalogModel: closed({
    id: text(),
    tier: ref('Tier'),
    allowed: { type: 'boolean', description: 'Your plan reaches it.' },
    contextTokens: integer(),
    abilities: list(choice(ABILITIES)),
    pricing: closed({ inputRubPerMillion: number(), outputRubPerMillion: number(), audioRubPerHour: number() }, ['audioRubPerHour']),
  }),
  CatalogProvider: closed({
    id: choice(PROVIDERS),
    name: text(),
    keyUrl: text('Where a user makes a key; empty for Cloud.ru.'),
    keyHint: text('What such a key looks like: a hint, never a rule.'),
    models: list(ref('CatalogModel')),
  }),
  Catalog: closed({ plan: ref('Plan'), maxTier: ref('Tier'), providers: list(ref('CatalogProvider')) }),
  Route: closed({ ...candidate, candidates: list(closed(candidate), 'Everything that would be tried, in order.'), reasons: list(text(), 'Why, in words.') }),
};

import { ABILITIES, BYOK_PROVIDERS, FALLBACK_POLICIES } from '#contracts';
import { ROUTING_TASKS } from '#nestjs-byok';
import { choice, integer, list, ref, text } from '../json.js';
import { json, operation, queryParameter, type Paths } from '../operation.js';

const commaList = { style: 'form', explode: false };

export const BYOK_PATHS: Paths = {
  '/api/byok/transit-key': {
    get: operation({
      id: 'readTransitKey', tag: 'keys', access: 'open', summary: 'The public key that envelopes are sealed to',
      description: 'An envelope is `byok1.<kid>.<exp>.<enc>.<ct>`: RFC 9180 HPKE in base mode with `info` = `byok/transit/v1` and `aad` = `byok1|<kid>|<exp>|<provider>|<userId>`. `exp` is in Unix seconds, at most 600 ahead.',
      answers: { 200: { description: 'The current key.', content: json(ref('TransitKey')) } },
    }),
  },
  '/api/byok/audit': {
    get: operation({
      id: 'readAudit', tag: 'keys', access: 'open', summary: 'What the last audit for plain keys found',
      answers: { 200: { description: 'When it ran, through how many routes keys were sent, and in how many places one was found.', content: json(ref('Audit')) } },
      errors: ['not_found'],
    }),
  },
  '/api/byok/validate': {
    post: operation({
      id: 'testKey', tag: 'keys', takesKeys: true, hasReceipt: true, summary: 'Test a key',
      description: 'Lists the models with the key of the header, then generates one token. Never falls back, and keeps nothing about the key. 30 a minute for each user.',
      body: json(ref('KeyToTest'), { provider: 'openai' }),
      answers: { 200: { description: 'The verdict, whatever it is.', content: json(ref('Validation')) } },
      errors: ['key_required', 'rate_limited'],
    }),
  },
  '/api/catalog': {
    get: operation({ id: 'readCatalog', tag: 'catalog', summary: 'Every model with tier, abilities and price, and whether your plan allows it', answers: { 200: { description: 'The catalog.', content: json(ref('Catalog')) } } }),
  },
  '/api/catalog/schema': {
    get: operation({ id: 'readCatalogSchema', tag: 'catalog', summary: 'The JSON Schema that a CATALOG_FILE has to fit', answers: { 200: { description: 'JSON Schema 2020-12.', content: { 'application/schema+json': { schema: { type: 'object' } } } } } }),
  },
  '/api/catalog/route': {
    get: operation({
      id: 'explainRoute', tag: 'catalog', takesKeys: true, summary: 'Which model and key a call would take, and why',
      description: 'A dry run: calls no provider, and fails with the codes of the call itself.',
      parameters: [
        queryParameter('model', text(undefined, { maxLength: 128, default: 'auto' }), 'A model name, or `auto`.'),
        queryParameter('task', choice(ROUTING_TASKS), 'What the call is for; for `auto` the default is chat.'),
        queryParameter('inputTokens', integer(undefined, { minimum: 0, maximum: 100_000_000, default: 0 }), 'Expected tokens of input.'),
        { ...queryParameter('needs', list(choice(ABILITIES)), 'Further abilities.'), ...commaList },
        { ...queryParameter('keys', list(choice(BYOK_PROVIDERS)), 'Providers whose key would be sent, besides those whose key is.'), ...commaList },
        queryParameter('fallback', choice(FALLBACK_POLICIES), 'Default: the header, or else your preference.'),
      ],
      answers: { 200: { description: 'The first choice, all of them, and the reasons.', content: json(ref('Route')) } },
      errors: ['invalid_input', 'model_unknown', 'tier_not_allowed', 'key_required', 'request_invalid'],
    }),
  },
};

import { namedModels } from './named-models.js';

const places = (fields: Record<string, unknown>) => namedModels(fields).map(({ model, path }) => `${path}: ${String(model)}`);

describe('the models that a provider reads in a body', () => {
  it.each([
    [{ tools: [{ type: 'advisor_20260301', name: 'advisor', model: 'a' }] }, ['tools[0].model: a']],
    [{ tools: [{ type: 'function' }, { type: 'image_generation', model: 'b', svg: { model: 'c' } }] }, ['tools[1].model: b', 'tools[1].svg.model: c']],
    [{ tools: [{ type: 'namespace', tools: [{ type: 'image_generation', model: 'd' }] }] }, ['tools[0].tools[0].model: d']],
    [{ fallbacks: [{ model: 'a' }, { model: 'b', max_tokens: 5 }] }, ['fallbacks[0].model: a', 'fallbacks[1].model: b']],
    [{ fallbacks: { model: 'a' } }, ['fallbacks.model: a']],
    [{ fallbacks: ['a'] }, ['fallbacks[0]: a']],
    [{ requests: [{ params: { model: 'a' } }, { model: 'models/b' }] }, ['requests[1].model: models/b', 'requests[0].params.model: a']],
    [{ generateContentRequest: { model: 'models/a' } }, ['generateContentRequest.model: models/a']],
    [{ generate_content_request: { model: 'models/a' } }, ['generate_content_request.model: models/a']],
    [{ tools: [{ type: 'advisor_20260301', model: 7 }] }, ['tools[0].model: 7']],
  ])('stand in %j', (fields, expected) => {
    expect(places(fields)).toEqual(expected);
  });

  it.each([
    { model: 'main' },
    { fallbacks: 'default' },
    { tools: [{ type: 'function', name: 'pick', parameters: { properties: { model: { type: 'string' } } }, model: 'mine' }] },
    { tools: [{ type: 'function', function: { name: 'pick', parameters: { type: 'object', properties: { model: {} } } } }] },
    { tools: [{ name: 'pick', input_schema: { type: 'object', properties: { model: {} }, model: 'x' } }] },
    { tools: [{ functionDeclarations: [{ name: 'pick', parameters: { properties: { model: {} } } }] }] },
    { messages: [{ role: 'user', content: 'model', model: 'x', tool_calls: [{ function: { arguments: '{"model":"x"}' } }] }] },
    { metadata: { model: 'x' }, response_format: { json_schema: { schema: { model: 'x' } } } },
    { tools: null, requests: 5, fallbacks: [null, 3] },
  ])('do not stand in %j', (fields) => {
    expect(places(fields)).toEqual([]);
  });
});

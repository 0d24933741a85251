import { agentModels, itemModels, namedModels } from './named-models.js';

const places = (fields: Record<string, unknown>) => namedModels(fields).map(({ model, path }) => `${path}: ${String(model)}`);

describe('the models that a provider reads in a body', () => {
  it.each([
    [{ tools: [{ type: 'advisor_20260301', name: 'advisor', model: 'a' }] }, ['tools[0].model: a']],
    [{ tools: [{ type: 'function' }, { type: 'image_generation', model: 'b', svg: { model: 'c' } }] }, ['tools[1].model: b', 'tools[1].svg.model: c']],
    [{ tools: [{ type: 'namespace', tools: [{ type: 'image_generation', model: 'd' }] }] }, ['tools[0].tools[0].model: d']],
    [{ input: ['text', { type: 'additional_tools', tools: [{ type: 'function' }, { type: 'image_generation', model: 'e' }] }] }, ['input[1].tools[1].model: e']],
    [{ input: [{ type: 'tool_search_output', tools: [{ type: 'namespace', tools: [{ type: 'image_generation', model: 'f' }] }] }] }, ['input[0].tools[0].tools[0].model: f']],
    [{ messages: [{ role: 'user', content: 'Hi' }, { role: 'system', content: [{ type: 'tool_addition', tool: { type: 'tool_definition', definition: { type: 'advisor_20260301', model: 'g' } } }] }] }, ['messages[1].content[0].tool.definition.model: g']],
    [{ messages: [{ role: 'user', content: [{ type: 'compaction', content: 'x', tool_changes: [{ type: 'tool_addition', tool: { type: 'tool_definition', definition: { type: 'advisor_20260301', model: 'h' } } }] }] }] }, ['messages[0].content[0].tool_changes[0].tool.definition.model: h']],
    [{ fallbacks: [{ model: 'a' }, { model: 'b', max_tokens: 5 }] }, ['fallbacks[0].model: a', 'fallbacks[1].model: b']],
    [{ fallbacks: { model: 'a' } }, ['fallbacks.model: a']],
    [{ fallbacks: ['a'] }, ['fallbacks[0]: a']],
    [{ requests: [{ params: { model: 'a' } }, { model: 'models/b' }] }, ['requests[1].model: models/b', 'requests[0].params.model: a']],
    [{ generateContentRequest: { model: 'models/a' } }, ['generateContentRequest.model: models/a']],
    [{ generate_content_request: { model: 'models/a' } }, ['generate_content_request.model: models/a']],
    [{ moderation: { model: 'gpt-a' } }, ['moderation.model: gpt-a']],
    [{ moderation: { model: 'omni-moderation-latest/../gpt-a' } }, ['moderation.model: omni-moderation-latest/../gpt-a']],
    [{ generationConfig: { routingConfig: { manualMode: { modelName: 'a' } } } }, ['generationConfig.routingConfig.manualMode.modelName: a']],
    [{ generation_config: { routing_config: { manualMode: { model_name: 'a' } } } }, ['generation_config.routing_config.manualMode.model_name: a']],
    [{ tools: [{}, { retrieval: { vertexRagStore: { ragRetrievalConfig: { ranking: { llmRanker: { modelName: 'a' } } } } } }] }, ['tools[1].retrieval.vertexRagStore.ragRetrievalConfig.ranking.llmRanker.modelName: a']],
    [{ tools: [{ type: 'advisor_20260301', model: 7 }] }, ['tools[0].model: 7']],
  ])('stand in %j', (fields, expected) => {
    expect(places(fields)).toEqual(expected);
  });

  it.each([
    { model: 'main' },
    { moderation: { model: 'omni-moderation-latest', policy: { input: null } } },
    { moderation: { model: 'text-moderation-007' } },
    { moderation: { policy: {} } },
    { moderation: 'auto', generationConfig: { routingConfig: { autoMode: {} }, manualMode: { modelName: 'x' } } },
    { fallbacks: 'default' },
    { tools: [{ type: 'function', name: 'pick', parameters: { properties: { model: { type: 'string' } } }, model: 'mine' }] },
    { tools: [{ type: 'function', function: { name: 'pick', parameters: { type: 'object', properties: { model: {} } } } }] },
    { tools: [{ name: 'pick', input_schema: { type: 'object', properties: { model: {} }, model: 'x' } }] },
    { tools: [{ functionDeclarations: [{ name: 'pick', parameters: { properties: { model: {} } } }] }] },
    { messages: [{ role: 'user', content: 'model', model: 'x', tool_calls: [{ function: { arguments: '{"model":"x"}' } }] }] },
    { messages: [{ role: 'system', content: [{ type: 'tool_addition', tool: { type: 'tool_definition', definition: { name: 'pick', input_schema: { properties: { model: {} } }, model: 'mine' } }, model: 'x' }, { type: 'tool_addition', tool: { type: 'tool_reference', tool_name: 'x' } }, null, 'text'] }, null, { content: [{ tool_changes: [null] }] }] },
    { messages: [{ role: 'assistant', content: [{ type: 'tool_use', input: { tool: { definition: { type: 'advisor_20260301', model: 'x' } } } }] }] },
    { metadata: { model: 'x' }, response_format: { json_schema: { schema: { model: 'x' } } } },
    { input: [{ role: 'user', content: [{ type: 'input_text', text: 'model', model: 'x' }], model: 'x' }, { type: 'function_call', arguments: '{"model":"x"}' }] },
    { input: [{ type: 'additional_tools', tools: [{ type: 'function', name: 'pick', parameters: { properties: { model: {} } }, model: 'mine' }] }] },
    { tools: null, requests: 5, fallbacks: [null, 3], input: [null, 'text', { tools: null }] },
  ])('do not stand in %j', (fields) => {
    expect(places(fields)).toEqual([]);
  });
});

describe('models that only some bodies name', () => {
  it('are agents of interactions, and what those are told', () => {
    expect(agentModels({ agent: 'a', agent_config: { type: 'antigravity', model: 'b' } })).toEqual([{ model: 'a', path: 'agent' }, { model: 'b', path: 'agent_config.model' }]);
    expect(agentModels({ model: 'a', agent: null })).toEqual([]);
    expect(namedModels({ agent: 'a', agent_config: { model: 'b' } })).toEqual([]);
  });

  it('are tools of items', () => {
    expect(itemModels({ items: [{ type: 'additional_tools', tools: [{ type: 'image_generation', model: 'a' }] }] })).toEqual([{ model: 'a', path: 'items[0].tools[0].model' }]);
    expect(namedModels({ items: [{ tools: [{ type: 'image_generation', model: 'a' }] }] })).toEqual([]);
  });
});

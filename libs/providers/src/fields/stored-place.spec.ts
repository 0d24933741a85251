import { PROVIDER_STRATEGIES } from '../index.js';

type Provider = 'openai' | 'anthropic' | 'gemini';
type Body = Record<string, unknown>;

const placeIn = (provider: Provider, route: string, body: Body) => PROVIDER_STRATEGIES[provider].platformFields.route(route)?.storedPlaceIn(body);

const fileUri = (uri: string): Body => ({ contents: [{ parts: [{ fileData: { fileUri: uri } }] }] });
const called = (args: Body): Body => ({ contents: [{ parts: [{ functionCall: { name: 'f', args } }, { functionResponse: { name: 'f', response: args } }] }] });
const schema = { type: 'object', properties: { file_id: { type: 'string', default: 'f' }, container: { const: 'c' } }, default: { conversation: 'x', container: 'box' } };

describe('what a body stores, or reads by an id', () => {
  it.each<[Provider, string, string, Body]>([
    ['openai', 'responses', 'store', { store: true }],
    ['openai', 'responses', 'background', { background: true, store: false }],
    ['openai', 'responses', 'previous_response_id', { previous_response_id: 'resp_1' }],
    ['openai', 'responses', 'conversation', { conversation: 'conv_1' }],
    ['openai', 'responses', 'conversation', { conversation: { id: 'conv_1' } }],
    ['openai', 'responses', 'prompt', { prompt: { id: 'pmpt_1' } }],
    ['openai', 'responses', 'input[1].type', { input: ['a', { type: 'item_reference', id: 'msg_1' }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ id: 'msg_1' }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ id: 'msg_1', type: null }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ id: 'msg_1', role: null }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ type: 'reasoning', id: 'rs_1' }] }],
    ['openai', 'responses', 'input[0].encrypted_content', { input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: null }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ type: 'image_generation_call', id: 'ig_1' }] }],
    ['openai', 'responses', 'input[0].id', { input: [{ type: 'image_generation_call', id: 'ig_1', status: 'completed', result: null }] }],
    ['openai', 'responses', 'input[0].content[0].file_id', { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }] }],
    ['openai', 'responses', 'input[0].container_id', { input: [{ type: 'code_interpreter_call', id: 'ci_1', code: 'x', container_id: 'cntr_1' }] }],
    ['openai', 'responses', 'tools[0].vector_store_ids[0]', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    ['openai', 'responses', 'tools[0].container', { tools: [{ type: 'code_interpreter', container: 'cntr_1' }] }],
    ['openai', 'responses', 'tools[0].container.file_ids[0]', { tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: ['file_1'] } }] }],
    ['openai', 'responses', 'tools[0].environment.container_id', { tools: [{ type: 'shell', environment: { type: 'container_reference', container_id: 'cntr_1' } }] }],
    ['openai', 'responses/compact', 'input[0].id', { input: [{ id: 'msg_1' }] }],
    ['openai', 'responses/input_tokens', 'conversation', { conversation: 'conv_1' }],
    ['openai', 'chat/completions', 'store', { store: true }],
    ['openai', 'chat/completions', 'messages[0].audio', { messages: [{ role: 'assistant', audio: { id: 'audio_1' } }] }],
    ['openai', 'chat/completions', 'messages[0].content[0].file.file_id', { messages: [{ content: [{ type: 'file', file: { file_id: 'file_1' } }] }] }],
    ['openai', 'chat/completions', 'audio.voice.id', { audio: { voice: { id: 'voice_1' } } }],
    ['openai', 'audio/speech', 'voice.id', { voice: { id: 'voice_1' } }],
    ['anthropic', 'messages', 'messages[0].content[0].source.type', { messages: [{ content: [{ type: 'image', source: { type: 'file', file_id: 'file_1' } }] }] }],
    ['anthropic', 'messages', 'messages[0].content[0].type', { messages: [{ content: [{ type: 'container_upload', file_id: 'file_1' }] }] }],
    ['anthropic', 'messages', 'container', { container: 'container_1' }],
    ['anthropic', 'messages', 'container', { container: { id: 'container_1' } }],
    ['gemini', 'generateContent', 'cachedContent', { cachedContent: 'cachedContents/1' }],
    ['gemini', 'generateContent', 'cached_content', { cached_content: 'cachedContents/1' }],
    ['gemini', 'generateContent', 'contents[0].parts[0].fileData.fileUri', fileUri('https://generativelanguage.googleapis.com/v1beta/files/abc')],
    ['gemini', 'generateContent', 'contents[0].parts[0].fileData.fileUri', fileUri('files/abc')],
    ['gemini', 'v1/generateContent', 'contents.parts.file_data.file_uri', { contents: { parts: { file_data: { file_uri: 'files/abc' } } } }],
    ['gemini', 'streamGenerateContent', 'tools[0].file_search.file_search_store_names[0]', { tools: [{ file_search: { file_search_store_names: ['fileSearchStores/1'] } }] }],
    ['gemini', 'countTokens', 'generate_content_request.cached_content', { generate_content_request: { cached_content: 'cachedContents/1' } }],
    ['gemini', 'batchEmbedContents', 'requests[0].content.parts[0].fileData.fileUri', { requests: [{ content: { parts: [{ fileData: { fileUri: 'files/abc' } }] } }] }],
    ['gemini', 'interactions', 'previous_interaction_id', { previous_interaction_id: 'v1_1' }],
    ['gemini', 'interactions', 'input[0].uri', { input: [{ type: 'image', uri: 'files/abc' }] }],
    ['gemini', 'interactions', 'tools[0].file_search_store_names[0]', { tools: [{ type: 'file_search', file_search_store_names: ['fileSearchStores/1'] }] }],
    ['gemini', 'interactions', 'environment', { environment: 'env_1' }],
  ])('%s %s: is found at %s', (provider, route, path, body) => {
    expect(placeIn(provider, route, body)).toBe(path);
  });

  it.each<[Provider, string, Body]>([
    ['openai', 'responses', { store: false, background: false, previous_response_id: null, conversation: null, prompt: null, metadata: { store: true, conversation: 'abc', container: 'box' } }],
    ['openai', 'responses', { tools: [{ type: 'function', name: 'f', parameters: schema }, { type: 'code_interpreter', container: { type: 'auto' } }, { type: 'file_search', vector_store_ids: [] }] }],
    ['openai', 'responses', { input: [{ type: 'mcp_list_tools', id: 'm', tools: [{ name: 't', input_schema: schema }] }, { type: 'message', id: 'msg_1', role: 'assistant', content: [] }] }],
    ['openai', 'responses', { input: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' }, { type: 'image_generation_call', id: 'ig_1', result: 'aGk=' }, { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{"file_id":"f"}' }] }],
    ['openai', 'chat/completions', { metadata: { conversation: 'abc', file_id: 'x' }, tools: [{ type: 'function', function: { name: 'f', parameters: schema } }], messages: [{ role: 'user', content: 'file_id' }] }],
    ['openai', 'chat/completions', { response_format: { type: 'json_schema', json_schema: { schema } }, audio: { voice: 'alloy' }, container: 'box' }],
    ['openai', 'embeddings', { input: ['file_id'], metadata: { file_id: 'x' } }],
    ['anthropic', 'messages', { container: null, messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { container: 'box', file_id: 'f', source: { type: 'file' } } }] }] }],
    ['anthropic', 'messages', { tools: [{ name: 'f', input_schema: schema }], metadata: { user_id: 'u', conversation: 'abc' } }],
    ['anthropic', 'messages', { messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/files/a.png' } }] }] }],
    ['gemini', 'generateContent', called({ fileUri: 'files/abc', cachedContent: 'x', container: 'box', conversation: 'abc' })],
    ['gemini', 'generateContent', { labels: { conversation: 'abc', cachedContent: 'x' }, generationConfig: { responseSchema: schema } }],
    ['gemini', 'generateContent', fileUri('https://www.youtube.com/watch?v=1')],
    ['gemini', 'generateContent', { contents: { parts: { file_data: { file_uri: 'http://example.com/a.mp4' } } } }],
    ['gemini', 'interactions', { input: [{ type: 'function_call', arguments: { uri: 'files/abc', cached_content: 'x' } }, { type: 'video', uri: 'https://www.youtube.com/watch?v=1' }] }],
  ])('%s %s: is not found in %j', (provider, route, body) => {
    expect(placeIn(provider, route, body)).toBeUndefined();
  });
});

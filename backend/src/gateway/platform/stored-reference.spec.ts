import { storedReferenceIn } from './stored-reference.js';

describe('what a body stores, or reads by an id', () => {
  it.each<[string | undefined, unknown]>([
    ['store', { store: true }],
    ['background', { background: true, store: false }],
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }],
    ['conversation', { conversation: { id: 'conv_1' } }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
    ['input[1].id', { input: ['a', { type: 'item_reference', id: 'msg_1' }] }],
    ['messages[0].content[0].file.file_id', { messages: [{ content: [{ type: 'file', file: { file_id: 'file_1' } }] }] }],
    ['messages[0].content[0].source.file_id', { messages: [{ content: [{ type: 'image', source: { type: 'file', file_id: 'file_1' } }] }] }],
    ['contents[0].parts[0].fileData.fileUri', { contents: [{ parts: [{ fileData: { fileUri: 'https://x/files/1' } }] }] }],
    ['cachedContent', { cachedContent: 'cachedContents/1' }],
    ['tools[0].vector_store_ids', { tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }],
    [undefined, { store: false, background: false, previous_response_id: null, conversation: null, prompt: 'Hi', metadata: { store: true } }],
    [undefined, { tools: [{ function: { parameters: { properties: { file_id: { type: 'string' } } } } }], messages: [{ role: 'user', content: 'file_id' }] }],
  ])('is found at %s', (path, body) => {
    expect(storedReferenceIn(body)).toBe(path);
  });
});

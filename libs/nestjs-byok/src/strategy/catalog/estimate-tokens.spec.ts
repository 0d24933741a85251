import { estimateInputTokens, estimateJsonTokens } from './estimate-tokens.js';

describe('the guess at input tokens', () => {
  it('is a quarter of the UTF-8 bytes, so that a Russian letter counts twice a Latin one', () => {
    expect(estimateInputTokens('a'.repeat(400))).toBe(100);
    expect(estimateInputTokens('я'.repeat(400))).toBe(200);
    expect(estimateInputTokens(400)).toBe(100);
    expect(estimateInputTokens(1)).toBe(1);
  });

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, ''])('is zero for %j', (input) => {
    expect(estimateInputTokens(input)).toBe(0);
  });

  it('counts the texts of parsed messages', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'x'.repeat(4_000) }] }];
    expect(estimateJsonTokens(messages)).toBeGreaterThanOrEqual(1_000);
    expect(estimateJsonTokens(messages)).toBeLessThan(1_010);
  });

  it.each(['data:image/png;base64,', ''])('counts an inline attachment flat (%s…)', (prefix) => {
    const url = prefix + Buffer.alloc(3_000_000, 7).toString('base64');
    expect(estimateJsonTokens([{ type: 'image_url', image_url: { url } }])).toBeLessThan(1_100);
  });

  const BASE64 = 'aZ09'.repeat(100_000);
  it.each<[string, unknown]>([
    ["of OpenAI's chat", { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } }] }] }],
    ["of OpenAI's recordings", { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: BASE64, format: 'wav' } }] }] }],
    ["of OpenAI's files", { messages: [{ role: 'user', content: [{ type: 'file', file: { file_data: BASE64 } }] }] }],
    ["of OpenAI's responses", { model: 'm', input: [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: `data:image/png;base64,${BASE64}` }] }] }],
    ["of OpenAI's tool results", { input: [{ type: 'function_call_output', output: [{ type: 'input_file', file_data: BASE64 }] }] }],
    ["of OpenAI's screens", { input: [{ type: 'computer_call_output', output: { type: 'computer_screenshot', image_url: `data:image/png;base64,${BASE64}` } }] }],
    ['of Anthropic', { messages: [{ content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } }] }] }],
    ["of Anthropic's tool results", { messages: [{ content: [{ type: 'tool_result', content: [{ type: 'document', source: { type: 'base64', data: BASE64 } }] }] }] }],
    ["of Anthropic's documents of parts", { messages: [{ content: [{ type: 'document', source: { type: 'content', content: [{ type: 'image', source: { type: 'base64', data: BASE64 } }] } }] }] }],
    ['of Gemini', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] }] }],
    ["of Gemini's instructions", { system_instruction: { parts: [{ inline_data: { mime_type: 'image/png', data: BASE64 } }] } }],
    ["of Gemini's tool results", { contents: [{ parts: [{ functionResponse: { name: 'f', response: {}, parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] } }] }] }],
    ["of Gemini's embeddings", { requests: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data: BASE64 } }] } }] }],
  ])('counts an attachment flat where a provider takes one: %s', (_where, value) => {
    expect(estimateJsonTokens(value)).toBeGreaterThanOrEqual(1_000);
    expect(estimateJsonTokens(value)).toBeLessThan(1_100);
  });

  const LIKE_A_PART = { type: 'image_url', image_url: { url: BASE64 } };
  const LONG = 'word '.repeat(80_000);
  it.each<[string, unknown]>([
    ['behind what looks like base64', { content: 'a'.repeat(600) + LONG }],
    ['of the characters of base64 alone', { content: 'aZ09'.repeat(100_000) }],
    ['behind the head of a data URL', { content: `data:image/png;base64,${LONG}` }],
    ['in the place of an attachment', { image_url: { url: `data:image/png;base64,AAAA${LONG}` } }],
    ['in a document of text', { source: { type: 'text', media_type: 'text/plain', data: 'aZ09'.repeat(100_000) } }],
    ["in a call's arguments", { messages: [{ content: [{ type: 'tool_use', input: { data: BASE64 } }] }] }],
    ["in a call's arguments that look like a part", { messages: [{ content: [{ type: 'tool_use', input: { content: [LIKE_A_PART] } }] }] }],
    ["in Gemini's call", { contents: [{ parts: [{ functionCall: { name: 'f', args: { inlineData: { mimeType: 'image/png', data: BASE64 } } } }] }] }],
    ["in Gemini's tool result", { contents: [{ parts: [{ functionResponse: { name: 'f', response: { data: BASE64 } } }] }] }],
    ["in Gemini's tool result that looks like a part", { contents: [{ parts: [{ functionResponse: { response: { parts: [LIKE_A_PART] } } }] }] }],
    ["in a tool's schema", { tools: [{ type: 'function', function: { parameters: { properties: { a: { default: { data: BASE64, url: BASE64 } } } } } }] }],
    ["in a tool's schema that looks like a part", { tools: [{ input_schema: { default: LIKE_A_PART } }] }],
    ['in the members of an attachment, without a part', { messages: [{ content: [{ type: 'text', text: 'a', image_url: { url: BASE64 } }] }] }],
    ['before a hundred thousand other values', [{ content: LONG }, Array.from({ length: 150_000 }, () => null), Array.from({ length: 150_000 }, () => '')]],
    ['in the names of a schema', { parameters: { properties: { [LONG]: true } } }],
    ['as numbers of tokens', { input: Array.from({ length: 100_000 }, () => 7) }],
  ])('misses no text %s', (_where, value) => {
    expect(estimateJsonTokens(value)).toBeGreaterThanOrEqual(100_000);
  });

  it('stands very deep and very wide values', () => {
    let deep: unknown = 'x';
    for (let index = 0; index < 50_000; index += 1) deep = [deep];
    expect(estimateJsonTokens(deep)).toBe(1);
    expect(estimateJsonTokens(Array.from({ length: 300_000 }, () => 'abcd'))).toBe(300_000);
  });

  it.each([null, undefined, 5, true])('is zero for %j', (value) => {
    expect(estimateJsonTokens(value)).toBe(0);
  });
});

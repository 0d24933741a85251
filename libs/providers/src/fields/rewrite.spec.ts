import { PROVIDER_STRATEGIES } from '../index.js';
import { copyListed, RepeatedFieldError, UnlistedFieldError } from './copy-listed.js';
import { fieldTree } from './field-tree.js';
import { limitOutput, outputMaximumIn } from './output-maximum.js';
import { ProviderFields } from './provider-fields.js';

type Body = Record<string, unknown>;

function outside(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UnlistedFieldError) return error.path;
    throw error;
  }
  throw new Error('should have been refused');
}

describe('a body written from a list of fields', () => {
  const tree = fieldTree(['a', 'a.b', 'a.type=x|y', 'open.*', 'list', 'list.name', 'n=1', 'flag=false']);

  it.each([
    [{ a: { b: 1, type: 'x' } }, { a: { b: 1, type: 'x' } }],
    [{ list: [{ name: 'q' }, 'text', null] }, { list: [{ name: 'q' }, 'text', null] }],
    [{ open: { anything: [{ model: 'x' }] } }, { open: { anything: [{ model: 'x' }] } }],
    [{ n: 1, flag: false }, { n: 1, flag: false }],
    [{ n: null, other: null, a: { other: null } }, { n: null, a: {} }],
  ])('keeps what is listed of %j', (body, expected) => {
    expect(copyListed(body as Body, tree)).toEqual(expected);
  });

  it.each([
    [{ other: 0 }, 'other'],
    [{ a: { c: false } }, 'a.c'],
    [{ a: [{ b: 1 }, { type: 'z' }] }, 'a[1].type'],
    [{ list: [[{ name: 1, more: 1 }]] }, 'list[0][0].more'],
    [{ n: 2 }, 'n'],
    [{ flag: true }, 'flag'],
    [{ a: { b: { deep: 1 } } }, 'a.b.deep'],
    [JSON.parse('{"__proto__": {"a": 1}}'), '__proto__'],
    [JSON.parse('{"a": {"constructor": 1}}'), 'a.constructor'],
    [{ A: 1 }, 'A'],
  ])('names what is not listed of %j', (body, path) => {
    expect(outside(() => copyListed(body as Body, tree))).toBe(path);
  });

  it('takes a number whose text is kept for its value, where values are listed', () => {
    const raw = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
    expect(JSON.stringify(copyListed({ n: raw('1e00') }, tree))).toBe('{"n":1e00}');
    expect(outside(() => copyListed({ n: raw('2e00') }, tree))).toBe('n');
    expect(outside(() => copyListed({ a: { type: raw('12345678901234567890') } }, tree))).toBe('a.type');
  });

  it('reads names as long as a body once', () => {
    // Steps that grow with the square of the name would take hours.
    const name = '_'.repeat(2_000_000);
    expect(outside(() => copyListed({ [name]: 1 }, tree, true))).toBe(name);
  });

  it('takes both spellings of a name where the provider does, but not at once', () => {
    const camel = fieldTree(['generationConfig', 'generationConfig.maxOutputTokens', 'labels.*']);
    expect(copyListed({ generation_config: { max_output_tokens: 5 } }, camel, true)).toEqual({ generationConfig: { maxOutputTokens: 5 } });
    expect(copyListed({ labels: { my_label: 1 } }, camel, true)).toEqual({ labels: { my_label: 1 } });
    expect(() => copyListed({ generation_config: {}, generationConfig: {} }, camel, true)).toThrow(RepeatedFieldError);
    expect(outside(() => copyListed({ generation_config: {} }, camel))).toBe('generation_config');
    expect(outside(() => copyListed({ cached_content: 'x' }, camel, true))).toBe('cached_content');
  });
});

describe('the maximum of an answer', () => {
  const limited = (body: Body, paths: string[]) => {
    limitOutput(body, paths, { most: 100, usual: 60 });
    return body;
  };

  it.each([
    [{}, { a: 60 }],
    [{ a: 5 }, { a: 5 }],
    [{ a: 500 }, { a: 100 }],
    [{ a: '500' }, { a: 100 }],
    [{ b: 500 }, { b: 100 }],
    [{ a: 500, b: 7 }, { a: 100, b: 7 }],
    [{ a: null }, { a: 60 }],
    [{ a: 80 }, { a: 80 }],
    [{ a: { rawJSON: '1e9' } }, { a: 100 }],
  ])('of %j is set where there is none, and lowered', (body, expected) => {
    expect(limited(body as Body, ['a', 'b'])).toEqual(expected);
  });

  it.each([
    [{}, { a: 60 }],
    [{ b: 7 }, { a: 7, b: 7 }],
    [{ b: 500 }, { a: 100, b: 100 }],
    [{ a: 5, b: 7 }, { a: 5, b: 7 }],
    [{ a: null, b: 7 }, { a: 7, b: 7 }],
  ])('of %j stands in the first field where only that is surely read', (body, expected) => {
    limitOutput(body, ['a', 'b'], { most: 100, usual: 60 }, true);
    expect(body).toEqual(expected);
  });

  it('may stand one level down, and leaves the given object alone', () => {
    const held = { m: 500, t: 1 };
    expect(limited({ g: held }, ['g.m'])).toEqual({ g: { m: 100, t: 1 } });
    expect(held.m).toBe(500);
    expect(limited({}, ['g.m'])).toEqual({ g: { m: 60 } });
    expect(limited({ g: 'text' }, ['g.m'])).toEqual({ g: 'text' });
  });
});

describe('how long an answer may be', () => {
  it.each([
    [{ a: 5 }, 5],
    [{ a: '5' }, 5],
    [{ a: 1, b: 80 }, 80],
    [{ a: 80, b: 1 }, 80],
    [{ a: { rawJSON: '7.0' } }, 7],
    [{ a: null, b: 7 }, 7],
    [{ a: 0 }, 100],
    [{ a: -1e9 }, 100],
    [{ a: -1e9, b: 1 }, 100],
    [{ a: { rawJSON: '-1e300' } }, 100],
    [{ a: 'text' }, 100],
    [{ a: {} }, 100],
    [{}, 100],
  ])('after %j is never below what a provider may take it for', (body, expected) => {
    expect(outputMaximumIn(body as Body, ['a', 'b'], 100)).toBe(expected);
  });

  it('is nothing on a route whose answers have no maximum', () => {
    expect(outputMaximumIn({ a: 5 }, [], 100)).toBe(0);
  });
});

describe('the published lists', () => {
  it.each(Object.keys(PROVIDER_STRATEGIES))('of %s can be read', (provider) => {
    const { routes } = (ProviderFields.load(provider as 'openai') as unknown as { data: { routes: Record<string, unknown> } }).data;
    for (const route of Object.keys(routes)) expect(ProviderFields.load(provider as 'openai').route(route)?.rewrite({})).toBeDefined();
  });

  const rewritten = (provider: 'openai' | 'gemini', route: string, body: Body) => PROVIDER_STRATEGIES[provider].platformFields.route(route)?.rewrite(body);

  it.each([
    ['openai', 'responses', { input: [{ id: 'msg_1' }] }, 'input[0].id'],
    ['openai', 'responses', { input: [{ id: 'rs_1', type: 'reasoning', summary: [] }] }, 'input[0].encrypted_content'],
    ['openai', 'responses', { input: [{ id: 'x', type: 'item_reference' }] }, 'input[0].type'],
    ['openai', 'responses', { store: true }, 'store'],
    ['openai', 'responses', { include: ['reasoning.encrypted_content', 'file_search_call.results'] }, 'include[1]'],
    ['gemini', 'generateContent', { contents: [{ parts: [{ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } }] }] }, 'contents[0].parts[0].fileData.fileUri'],
    ['gemini', 'generateContent', { contents: [{ parts: [{ fileData: { fileUri: 'https://Storage.googleapis.com./bucket/a' } }] }] }, 'contents[0].parts[0].fileData.fileUri'],
    ['gemini', 'generateContent', { contents: { parts: { file_data: { file_uri: 'gs://bucket/a' } } } }, 'contents.parts.file_data.file_uri'],
    ['gemini', 'generateContent', { contents: [{ parts: [{ fileData: { fileUri: 'https://proxy.example.com/v1beta/files/abc' } }] }] }, 'contents[0].parts[0].fileData.fileUri'],
    ['gemini', 'generateContent', { contents: [{ parts: [{ fileData: { fileUri: 'files/abc' } }] }] }, 'contents[0].parts[0].fileData.fileUri'],
    ['openai', 'responses', { reasoning: { effort: 'low', mode: 'pro' } }, 'reasoning.mode'],
    ['gemini', 'generateContent', { tools: [{ google_search: {} }] }, 'tools[0].google_search'],
    ['gemini', 'generateContent', { generation_config: { candidate_count: 2 } }, 'generation_config.candidate_count'],
  ] as const)('refuse what reads or makes something stored, or is paid more than once: %s %s %j', (provider, route, body, path) => {
    expect(outside(() => rewritten(provider, route, body))).toBe(path);
  });

  it('let what holds its own content pass', () => {
    const input = ['text', { role: 'user', content: [{ type: 'input_image', image_url: 'https://example.com/a.png' }] }, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' }];
    expect(rewritten('openai', 'responses', { input })).toEqual({ input, store: false });
    const contents = [{ role: 'user', parts: [{ fileData: { fileUri: 'https://www.youtube.com/watch?v=1', mimeType: 'video/*' } }] }];
    expect(rewritten('gemini', 'generateContent', { contents })).toEqual({ contents, store: false });
    expect(rewritten('gemini', 'v1/generateContent', { contents })).toEqual({ contents });
  });
});

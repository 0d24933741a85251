import { PROVIDER_STRATEGIES } from '#providers';
import { JsonBody, parseJsonBody } from '../body/json-body.js';
import { PlatformBody } from './platform-body.js';

const LIMITS = { most: 100, usual: 50 };
const route = (provider: 'openai' | 'gemini', name: string) => PROVIDER_STRATEGIES[provider].platformFields.route(name);
const bodyOf = (fields: object) => parseJsonBody(Buffer.from(JSON.stringify(fields)));

describe("a body under the platform's key", () => {
  it('is made for each target anew, from one reading', () => {
    const body = new PlatformBody('gemini', route('gemini', 'generateContent'), bodyOf({ generationConfig: { maxOutputTokens: 90 } }));
    expect(body.fields(undefined, { most: 10, usual: 10 })).toEqual({ generationConfig: { maxOutputTokens: 10 }, store: false });
    expect(body.fields('m', LIMITS)).toEqual({ generationConfig: { maxOutputTokens: 90 }, store: false, model: 'm' });
  });

  it('needs an own key on a route without a list', () => {
    expect(new PlatformBody('openai', undefined, bodyOf({ a: 1 })).refusal()).toMatchObject({ code: 'key_required' });
  });

  it('that is too large to be read is refused, not thrown at whoever asks', () => {
    const unreadable = new JsonBody(Buffer.from('{}'), { values: 2_000_000, problem: undefined, repeatedName: undefined, models: [], outline: new Uint8Array() });
    expect(new PlatformBody('openai', route('openai', 'embeddings'), unreadable).refusal()).toMatchObject({ code: 'payload_too_large' });
  });

  it.each([
    ['openai', { n: 3 }, 'n'],
    ['openai', { messages: [{ content: [{ type: 'file', file: { file_id: 'file-1' } }] }] }, 'messages[0].content[0].file.file_id'],
  ] as const)('of %s names the place that keeps it from going out: %j', (provider, fields, param) => {
    const refusal = new PlatformBody(provider, route(provider, 'chat/completions'), bodyOf(fields)).refusal();
    expect(refusal).toMatchObject({ code: 'key_required', param });
    expect(refusal?.message).toContain(`"${param}"`);
  });

  it('names the field twice in two spellings of Gemini as what it is', () => {
    const body = new PlatformBody('gemini', route('gemini', 'generateContent'), bodyOf({ systemInstruction: {}, system_instruction: {} }));
    expect(body.refusal()).toMatchObject({ code: 'request_invalid', param: 'system_instruction' });
  });
});

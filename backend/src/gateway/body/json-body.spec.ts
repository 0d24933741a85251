import fc from 'fast-check';
import type { ByokError } from '#contracts';
import { modelOf, parseJsonBody, withModel } from './json-body.js';
import { topLevelFields } from './top-level-fields.js';

function codeOf(fn: () => unknown): string {
  try {
    fn();
  } catch (error) {
    return (error as ByokError).code;
  }
  return 'none';
}

describe('a provider route body', () => {
  it.each([
    '{"model":"a","model":"b"}',
    '{"model":"a","mod\\u0065l":"b"}',
    '{ "model" : "a" , "messages" : [ ] , "model" : "a" }',
    '{"x":{"y":"}"},"model":"a","z":"\\"","model":null}',
  ])('that names model twice is refused: %s', (json) => {
    expect(codeOf(() => parseJsonBody(Buffer.from(json)))).toBe('request_invalid');
  });

  it.each([
    ['tools', '{"model":"a","tools":[{"type":"web_search"}],"tools":[]}'],
    ['tools', '{"model":"a","tools":[{"type":"web_search"}],"tool\\u0073":[]}'],
    ['type', '{"model":"a","tools":[{"type":"web_search","type":"function"}]}'],
    ['n', '{"model":"a","n" : 100,"n":1}'],
    ['generationConfig', '{"generation_config":{},"generationConfig":{}}'],
  ])('that names %s twice has two meanings, be it small or large: %s', (name, json) => {
    for (const padding of ['', ' '.repeat(300_000)]) {
      const body = parseJsonBody(Buffer.from(json + padding));
      const judge = () => body.assertOneMeaning();
      expect(judge).toThrow(expect.objectContaining({ code: 'request_invalid', param: name, message: expect.stringContaining(`"${name}" more than once`) as string }));
    }
  });

  it.each(['{"model":"a","messages":[{"content":"\\":\\":"},{"content":":"}]}', '{"metadata":{"a":1,"a":2}}'])('has one meaning otherwise: %s', (json) => {
    for (const padding of ['', ' '.repeat(300_000)]) expect(() => parseJsonBody(Buffer.from(json + padding)).assertOneMeaning()).not.toThrow();
  });

  it('may have a model inside another field', () => {
    const body = parseJsonBody(Buffer.from('{"metadata":{"model":"x"},"model":"gpt-6-sol","tools":[{"model":1}]}'));
    expect(modelOf(body)).toBe('gpt-6-sol');
  });

  it.each(['', '[]', 'null', '"text"', '{"model":', '{model:1}'])('that is no JSON object is refused: %j', (text) => {
    expect(codeOf(() => parseJsonBody(Buffer.from(text)))).toBe('request_invalid');
  });

  it.each(['{}', '{"model":5}', '{"model":""}'])('without a model says so: %s', (json) => {
    expect(codeOf(() => modelOf(parseJsonBody(Buffer.from(json))))).toBe('request_invalid');
  });

  it('changes only the model when it is routed', () => {
    const text = '{ "a": [1, "model"],\n "model" : "openai/gpt-6-sol" , "ключ": "значение" }';
    const routed = withModel(parseJsonBody(Buffer.from(text)), 'gpt-6-sol');
    expect(routed.toString()).toBe(text.replace('openai/gpt-6-sol', 'gpt-6-sol'));
  });

  it('keeps the very bytes when the model stays', () => {
    const bytes = Buffer.from('{"model":"gpt-6-sol","n":1.0}');
    expect(withModel(parseJsonBody(bytes), 'gpt-6-sol')).toBe(bytes);
  });

  it('is scanned as JSON.parse reads it, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 2), (object, indent) => {
        const json = Buffer.from(JSON.stringify(object, null, indent));
        const scanned = topLevelFields(json).map(({ name, start, end }) => [name, JSON.parse(json.toString('utf8', start, end))]);
        expect(scanned).toEqual(Object.entries(JSON.parse(json.toString()) as object));
      }),
    );
  });

  it('is outlined whenever it can be read, and reads as it was written', () => {
    const text = fc.oneof(fc.json(), fc.object().map((value) => JSON.stringify({ ...value, имя: 'ключ 🎓' })), fc.constantFrom('{"a":"\u2028 \u00e9"}', '{"a":é}', '\ufeff{}', '{\u00a0}'));
    const bytes = fc.oneof(text.map((json) => Buffer.from(json)), fc.uint8Array({ maxLength: 12 }).map((inside) => Buffer.concat([Buffer.from('{"a":"'), inside, Buffer.from('"}')])));
    fc.assert(
      fc.property(bytes, (given) => {
        let meant: unknown;
        try {
          meant = JSON.parse(given.toString('utf8'));
        } catch {
          meant = undefined;
        }
        const isObject = typeof meant === 'object' && meant !== null && !Array.isArray(meant);
        if (!isObject) return void expect(codeOf(() => parseJsonBody(given))).toBe('request_invalid');
        const body = parseJsonBody(given);
        expect(body.fields).toEqual(meant);
        expect(Object.keys(body.outline)).toHaveLength(Object.keys(meant as object).length);
      }),
      { numRuns: 2000 },
    );
  });
});

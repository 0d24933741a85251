import fc from 'fast-check';
import { DEPTH_LIMIT, NAMES_LIMIT, OUTLINE_VALUES, scanJson, type JsonScan } from './json-scan.thread.js';

const scan = (text: string) => scanJson(Buffer.from(text));
const outlineOf = ({ outline }: JsonScan): unknown => JSON.parse(Buffer.from(outline).toString('latin1'));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same, with every text and list cut as an outline has it. */
function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 256);
  if (Array.isArray(value)) return value.filter((element, index) => typeof element !== 'number' || value.slice(0, index).filter((before) => typeof before === 'number').length < 64).map(cut);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cut(member)]));
}

const ascii = fc.string({ maxLength: 400 });
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, ascii, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 100 }), fc.array(tie('value')), fc.dictionary(ascii, tie('value'))),
})).value;

describe('the scan of a body', () => {
  it('takes what JSON.parse takes, and nothing else', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '"model"', '1', '-', '0', '.5', 'e+1', 'true', 'nul', 'null', ' ', '\n', '\\', '\\n', '\\u00e9', '\\u00g0', '\u0001', 'é', '\ufeff'), { maxLength: 12 });
    const text = fc.oneof(fc.json(), pieces.map((parts) => parts.join('')), pieces.map((parts) => `{"a":${parts.join('')}}`), pieces.map((parts) => `{"a":"${parts.join('')}"}`), pieces.map((parts) => `[1,${parts.join('')}]`));
    fc.assert(
      fc.property(text, (json) => {
        const meant = parsed(json);
        const isObject = typeof meant === 'object' && meant !== null && !Array.isArray(meant);
        const { problem } = scan(json);
        expect([json, problem]).toEqual([json, meant === undefined ? expect.stringMatching(/syntax/) : isObject ? undefined : 'kind']);
      }),
      { numRuns: 5000 },
    );
  });

  it('outlines it with long texts and lists of numbers cut short', () => {
    fc.assert(
      fc.property(fc.dictionary(ascii, value), fc.constantFrom(0, 2), (object, indent) => {
        const json = JSON.stringify(object, null, indent);
        expect(outlineOf(scan(json))).toEqual(cut(JSON.parse(json)));
      }),
      { numRuns: 500 },
    );
  });

  it('cuts no escape in two', () => {
    const text = `${'x'.repeat(254)}"\\u00e9\n`;
    expect(outlineOf(scan(JSON.stringify({ text, more: 1 })))).toEqual({ text: expect.stringMatching(/^x{254}$/), more: 1 });
  });

  it.each([
    ['{"model":1,"a":{"model":1},"b":[{"model":1},{"model":1}]}', false],
    ['{"a":{"model":1,"x":2,"model":1}}', true],
    ['{"a":[{"mod\\u0065l":1,"model":1}]}', true],
    ['{"requests":[],"requests":[]}', true],
    ['{"batch":{"inputConfig":{},"input_config":{}}}', true],
    ['{"batch":{"inputConfig":{}},"inputConfig":{}}', false],
    ['{"a":{"other":1,"other":1},"models":[],"models":[]}', false],
    ['{"text":"\\"model\\":1,\\"model\\":2","params":1,"request":2,"requests":3}', false],
  ])('sees a watched name twice in one object: %s', (json, repeats) => {
    expect(scan(json).repeatedName !== undefined).toBe(repeats);
  });

  it('finds every place of the model', () => {
    const json = '{ "x":{"model":1}, "model" : "a" ,"mod\\u0065l":[{}, 2] ,"y":"model"}';
    expect(scan(json).models.map(([start, end]) => json.slice(start, end))).toEqual(['"a"', '[{}, 2]']);
  });

  it.each([
    ['depth', `{"a":${'['.repeat(DEPTH_LIMIT)}${']'.repeat(DEPTH_LIMIT)}}`],
    ['depth', '{"a":'.repeat(100_000)],
    ['names', `{${Array.from({ length: NAMES_LIMIT + 1 }, (_, index) => `"n${index}":1`).join(',')}}`],
    ['name', `{"${'n'.repeat(513)}":1}`],
    ['values', `{"a":[${'{},'.repeat(OUTLINE_VALUES)}{}]}`],
    ['values', `{"a":[${'"",'.repeat(OUTLINE_VALUES)}""]}`],
  ] as const)('stops at the limit of %s', (problem, json) => {
    expect(scan(json).problem).toBe(problem);
  });

  it('takes what stays just below', () => {
    expect(scan(`{"a":${'['.repeat(DEPTH_LIMIT - 1)}${']'.repeat(DEPTH_LIMIT - 1)}}`).problem).toBeUndefined();
    expect(scan(`{"a":[${'1,'.repeat(OUTLINE_VALUES * 2)}1]}`)).toMatchObject({ problem: undefined, values: OUTLINE_VALUES * 2 + 3 });
  });

  const shapes: [string, (size: number) => string][] = [
    ['one text', (size) => `{"a":"${'x'.repeat(size)}"}`],
    ['escapes', (size) => `{"a":"${'\\u00e9'.repeat(size / 6)}"}`],
    ['numbers', (size) => `{"a":[${'1,'.repeat(size / 2)}1]}`],
    ['one number', (size) => `{"a":${'1'.repeat(size)}}`],
    ['space', (size) => `{"a":${' '.repeat(size)}1}`],
    ['objects', (size) => `{"a":[${'{"b":1},'.repeat(size / 8)}1]}`],
    ['one name again and again', (size) => `{"a":{${'"b":1,'.repeat(size / 6)}"b":1}}`],
    ['an end that never comes', (size) => `{"a":"${'x'.repeat(size)}`],
  ];
  it.each(shapes)('reads each byte a few times at most: %s', (_name, shape) => {
    const reads = (size: number): number => {
      let count = 0;
      const bytes = new Proxy(Buffer.from(shape(size)), {
        get(target, property) {
          if (property === 'length') return target.length;
          count += 1;
          return target[Number(property)];
        },
      });
      scanJson(bytes);
      return count;
    };
    const small = reads(6_000);
    expect(small).toBeLessThan(6 * 6_000);
    expect(reads(12_000) / small).toBeLessThan(2.2);
  });
});

import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import { instanceOf } from './schema-instance.js';

const ajv = new Ajv2020({ strict: false });
const source = { prompt: 'Составь план курса о пчеловодстве для начинающих', path: [], index: 0, count: 1 };

const SCHEMAS: Record<string, Schema> = {
  'lists with bounds': {
    type: 'object',
    required: ['tags'],
    properties: {
      tags: { type: 'array', minItems: 6, maxItems: 7, items: { type: 'string', minLength: 30, maxLength: 40 } },
    },
  },
  'constants and choices': {
    type: 'object',
    required: ['kind', 'level'],
    properties: { kind: { const: 'course' }, level: { enum: ['easy', 'hard'] } },
  },
  'numbers with limits': {
    type: 'object',
    required: ['a', 'b', 'c'],
    properties: {
      a: { type: 'integer', minimum: 3, maximum: 3 },
      b: { type: 'number', exclusiveMinimum: 1 },
      c: { type: 'integer', minimum: 1, multipleOf: 5 },
    },
  },
  'unions and null': {
    type: 'object',
    required: ['a', 'b'],
    properties: { a: { anyOf: [{ type: 'null' }, { type: 'string' }] }, b: { type: ['null', 'integer'] } },
  },
  'references that repeat themselves': {
    type: 'object',
    required: ['root'],
    properties: { root: { $ref: '#/$defs/node' } },
    $defs: {
      node: {
        type: 'object',
        required: ['title'],
        properties: { title: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
      },
    },
  },
  'parts that are merged': {
    allOf: [
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      { required: ['b'], properties: { b: { type: 'boolean' } } },
    ],
  },
};

describe('an instance of a schema', () => {
  it.each(Object.entries(SCHEMAS))('is valid for %s', (_name, schema) => {
    const validate = ajv.compile(schema);
    const instance = instanceOf(schema, source);
    expect([validate(instance), validate.errors]).toEqual([true, null]);
  });

  it('speaks of the prompt, and gives each section of a long text its own words', () => {
    const prompt = ['пчела '.repeat(60), 'улей '.repeat(60), 'клевер '.repeat(60), 'воск '.repeat(60)].join('');
    const schema = {
      type: 'array',
      minItems: 4,
      maxItems: 4,
      items: { type: 'object', properties: { title: { type: 'string' } } },
    };
    const sections = instanceOf(schema, { ...source, prompt }) as { title: string }[];
    expect(sections.map((section) => section.title.toLowerCase())).toEqual([
      expect.stringContaining('пчела'),
      expect.stringContaining('улей'),
      expect.stringContaining('клевер'),
      expect.stringContaining('воск'),
    ]);
  });

  it('understands Gemini’s upper-case types', () => {
    expect(instanceOf({ type: 'OBJECT', properties: { hours: { type: 'INTEGER' } } }, source)).toEqual({ hours: 0 });
  });
});

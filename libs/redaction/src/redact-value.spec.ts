import { inspect } from 'node:util';
import fc from 'fast-check';
import { canaryKey, findKey, shapelessCanaryKey } from './search/index.js';
import { redactError, redactValue } from './redact-value.js';

/** Ways to hide a secret in something that is thrown. */
const HIDING: readonly ((secret: unknown) => unknown)[] = [
  (inner) => ({ message: inner, nested: { list: [inner] } }),
  (inner) => [inner, inner],
  (inner) => new Map([['a', inner]]),
  (inner) => new Set([inner]),
  (inner) => new Error('wrapped', { cause: inner }),
  (inner) => new AggregateError([inner, new Error(inspect(inner))], 'several'),
  (inner) => Object.assign(new TypeError(`about ${inspect(inner)}`), { body: inner, status: 401 }),
  (inner) => ({ toJSON: () => inner }),
  (inner) => ({ [inspect(inner)]: 1 }),
  (inner) => Object.assign(Object.create(null) as object, { inner }),
];

describe('redactValue', () => {
  it('lets no key out, wherever in nested errors and objects it is', () => {
    const known = canaryKey('anthropic', 'nested');
    const shapeless = shapelessCanaryKey('nested');
    fc.assert(
      fc.property(fc.array(fc.nat(HIDING.length - 1), { maxLength: 6 }), (path) => {
        for (const secret of [known, shapeless]) {
          const value = path.reduce<unknown>((inner, step) => HIDING[step]!(inner), `told ${secret} to`);
          const text = JSON.stringify([redactValue(value, [shapeless]), redactError(value, [shapeless])]);
          expect(text.length).toBeGreaterThan(10);
          expect(findKey(text, secret)).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on anything', () => {
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const getter = {
      get secret() {
        throw new Error('no');
      },
      get other() {
        return 'sk-abcdefgh12345678';
      },
    };
    expect(redactValue({ hostile, getter })).toEqual({
      hostile: '[unreadable]',
      getter: { secret: '[redacted]', other: '[getter]' },
    });
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(() => JSON.stringify(redactValue(value))).not.toThrow();
        },
      ),
    );
  });

  it('cuts cycles and depth', () => {
    const cycle: Record<string, unknown> = { name: 'a' };
    cycle['self'] = cycle;
    const error = new Error('loop');
    error.cause = error;
    let deep: unknown = 'end';
    for (let level = 0; level < 50; level += 1) deep = { deep };
    expect(redactValue(cycle)).toEqual({ name: 'a', self: '[circular]' });
    expect(redactError(error)).toMatchObject({ message: 'loop', cause: '[circular]' });
    expect(JSON.stringify(redactValue(deep))).toContain('[too deep]');
  });

  it('shows a shared object each time', () => {
    const shared = { a: 1 };
    expect(redactValue([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('keeps what helps: type, message, stack, own fields, plain values', () => {
    class OddError extends RangeError {
      override readonly name = 'OddError';
      readonly status = 429;
    }
    expect(redactError(new OddError('too much'))).toMatchObject({
      type: 'OddError',
      message: 'too much',
      status: 429,
      stack: expect.stringContaining('redact-value.spec') as string,
    });
    expect(redactValue({ a: 1, b: true, c: null, d: undefined, e: 10n, f: new Date(0), g: Number.NaN })).toEqual({
      a: 1,
      b: true,
      c: null,
      d: null,
      e: '10',
      f: '1970-01-01T00:00:00.000Z',
      g: 'NaN',
    });
  });

  it('leaves binary data and values of secret names out', () => {
    expect(redactValue({ body: Buffer.from('abc'), password: 'abc', token: { a: 1 } })).toEqual({
      body: '[3 bytes]',
      password: '[redacted]',
      token: '[redacted]',
    });
  });

  it('masks before it cuts a long text, so that no half of a key stays', () => {
    const key = canaryKey('openai', 'cut');
    const text = redactValue(`${'x '.repeat(8_188)}${key}${' y'.repeat(100)}`) as string;
    expect(text.length).toBeLessThan(16_500);
    expect(text).not.toContain(key.slice(0, 12));
    expect(text).toContain('more characters');
  });

  it('turns anything thrown into something with a message', () => {
    expect(redactError('a sk-abcdefgh12345678')).toEqual({ type: 'string', message: 'a [redacted]' });
    expect(redactError(undefined)).toEqual({ type: 'undefined', message: 'null' });
  });
});

import { envelopeAad } from './aad.js';

const binding = { kid: 'k1', exp: 1_893_456_000, provider: 'openai', userId: 'u1' };
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('envelopeAad', () => {
  it('names version, key, expiry, provider and user in this order', () => {
    expect(textOf(envelopeAad(binding))).toBe('byok1|k1|1893456000|openai|u1');
  });

  it('adds the job for a job', () => {
    expect(textOf(envelopeAad({ ...binding, jobId: 'j1' }))).toBe('byok1|k1|1893456000|openai|u1|j1');
  });

  it('takes another way to encode', () => {
    const reversed = (text: string) => Uint8Array.from(Buffer.from([...text].reverse().join('')));
    expect(textOf(envelopeAad(binding, reversed))).toBe([...'byok1|k1|1893456000|openai|u1'].reverse().join(''));
  });

  it.each([{ userId: 'u1|j1' }, { provider: '' }, { kid: 'k|1' }, { jobId: '' }])(
    'refuses %p, which could stand for another binding',
    (part) => {
      expect(() => envelopeAad({ ...binding, ...part })).toThrow(RangeError);
    },
  );
});

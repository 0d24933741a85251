import fc from 'fast-check';
import { ENVELOPE_FLAWS, formatEnvelope, parseEnvelope, type EnvelopeFlaw } from './envelope.js';
import { vectors } from './__fixtures__/read-vectors.js';

describe('parseEnvelope', () => {
  it.each(vectors.malformed)('rejects %j by its own flaw', ({ text, flaw }) => {
    expect(parseEnvelope(text)).toEqual({ ok: false, flaw });
  });

  it('has a vector for every flaw', () => {
    const covered = new Set(vectors.malformed.map(({ flaw }) => flaw));
    for (const flaw of Object.keys(ENVELOPE_FLAWS) as EnvelopeFlaw[]) expect(covered).toContain(flaw);
  });

  it.each(vectors.opens)('takes the vector of $name apart and puts it together again', ({ envelope }) => {
    const parsed = parseEnvelope(envelope);
    if (!parsed.ok) throw new Error(parsed.flaw);
    expect(parsed.envelope).toMatchObject({ kid: vectors.kid, exp: vectors.exp });
    expect(formatEnvelope(parsed.envelope)).toBe(envelope);
  });

  it('reads an expiry at the very beginning of time as the past that it is', () => {
    const [prefix, kid, , enc, ct] = vectors.opens[0]!.envelope.split('.');
    expect(parseEnvelope([prefix, kid, '0', enc, ct].join('.'))).toMatchObject({ ok: true, envelope: { exp: 0 } });
    expect(parseEnvelope([prefix, kid, '00', enc, ct].join('.'))).toEqual({ ok: false, flaw: 'exp' });
  });

  it('never throws, and accepts a text only in its one form', () => {
    const text = vectors.opens[0]!.envelope;
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3, unit: 'binary' }), (position, inserted) => {
        const changed = text.slice(0, position) + inserted + text.slice(position + 1);
        const parsed = parseEnvelope(changed);
        if (parsed.ok) expect(formatEnvelope(parsed.envelope)).toBe(changed);
      }),
      { numRuns: 2000 },
    );
  });
});

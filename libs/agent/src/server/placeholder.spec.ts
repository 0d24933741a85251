import { jest } from '@jest/globals';
import crypto from 'node:crypto';

const compared = jest.fn(crypto.timingSafeEqual);
jest.unstable_mockModule('node:crypto', () => ({ ...crypto, default: crypto, timingSafeEqual: compared }));
const { Placeholder } = await import('./placeholder.js');

describe('the placeholder', () => {
  it('is compared in constant time, over values of one length, whatever is presented', () => {
    const placeholder = new Placeholder();
    expect(placeholder.matches(placeholder.text)).toBe(true);
    for (const candidate of ['', 'x', placeholder.text.slice(1), `${placeholder.text} `, placeholder.text.toUpperCase(), 'x'.repeat(100_000)]) expect(placeholder.matches(candidate)).toBe(false);
    expect(compared).toHaveBeenCalledTimes(7);
    for (const [one, other] of compared.mock.calls) expect([one.byteLength, other.byteLength]).toEqual([32, 32]);
  });
});

import { ResponseSample, TAIL_BYTES } from './response-sample.js';

function sampled(text: string, cut: (length: number) => number): ResponseSample {
  const sample = new ResponseSample();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    const next = at + Math.max(1, cut(bytes.length - at));
    sample.take(bytes.subarray(at, next));
    at = next;
  }
  return sample;
}

describe('ResponseSample', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => String.fromCharCode(33 + (index % 90))).join('');

  it.each([1, 7, 100, 4095, 4096, 4097, 9000, 29_999, 30_000])('keeps beginning and end of an answer in chunks of %i bytes', (size) => {
    const sample = sampled(text, () => size);
    expect(sample.bytes).toBe(text.length);
    expect(sample.tail()).toBe(text.slice(-TAIL_BYTES));
    expect(text.startsWith(sample.head())).toBe(true);
    expect(sample.head().length).toBeGreaterThanOrEqual(Math.min(Math.max(size, 512), 2048));
  });

  it('keeps the whole of a short answer', () => {
    expect(sampled('{"usage":{}}', () => 5).tail()).toBe('{"usage":{}}');
    expect(sampled('{"usage":{}}', () => 99).tail()).toBe('{"usage":{}}');
  });

  it('takes chunks of random sizes', () => {
    for (let round = 0; round < 50; round += 1) {
      const length = 1 + Math.floor(Math.random() * text.length);
      const part = text.slice(0, length);
      const sample = sampled(part, () => Math.ceil(Math.random() * 6000));
      expect(sample.tail()).toBe(part.slice(-TAIL_BYTES));
    }
  });

  it('is empty before the first byte', () => {
    const sample = new ResponseSample();
    expect([sample.bytes, sample.head(), sample.tail(), sample.firstAt]).toEqual([0, '', '', undefined]);
  });
});

import { AnswerTap, TAIL_BYTES } from './answer-tap.js';

function tapped(text: string, cut: (length: number) => number): AnswerTap {
  const tap = new AnswerTap();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    const next = at + Math.max(1, cut(bytes.length - at));
    tap.take(bytes.subarray(at, next));
    at = next;
  }
  return tap;
}

describe('AnswerTap', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => String.fromCharCode(33 + (index % 90))).join('');

  it.each([1, 7, 100, 4095, 4096, 4097, 9000, 29_999, 30_000])('keeps beginning and end of an answer in chunks of %i bytes', (size) => {
    const tap = tapped(text, () => size);
    expect(tap.bytes).toBe(text.length);
    expect(tap.tail()).toBe(text.slice(-TAIL_BYTES));
    expect(text.startsWith(tap.head())).toBe(true);
    expect(tap.head().length).toBeGreaterThanOrEqual(Math.min(Math.max(size, 512), 2048));
  });

  it('keeps the whole of a short answer', () => {
    expect(tapped('{"usage":{}}', () => 5).tail()).toBe('{"usage":{}}');
    expect(tapped('{"usage":{}}', () => 99).tail()).toBe('{"usage":{}}');
  });

  it('takes chunks of random sizes', () => {
    for (let round = 0; round < 50; round += 1) {
      const length = 1 + Math.floor(Math.random() * text.length);
      const part = text.slice(0, length);
      const tap = tapped(part, () => Math.ceil(Math.random() * 6000));
      expect(tap.tail()).toBe(part.slice(-TAIL_BYTES));
    }
  });

  it('is empty before the first byte', () => {
    const tap = new AnswerTap();
    expect([tap.bytes, tap.head(), tap.tail(), tap.firstAt]).toEqual([0, '', '', undefined]);
  });
});

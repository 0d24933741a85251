import { jest } from '@jest/globals';
import { GrowingBytes } from './growing-bytes.js';

const filled = (bytes: GrowingBytes, pieces: readonly string[]) => {
  for (const piece of pieces) bytes.add(Buffer.from(piece));
  return bytes;
};

describe('growing bytes', () => {
  it('are what was added, in its order, and nothing once they are taken', () => {
    const bytes = filled(new GrowingBytes(2), ['a', '', 'bcd', 'e'.repeat(5000)]);
    expect([bytes.length, bytes.view.toString()]).toEqual([5004, `abcd${'e'.repeat(5000)}`]);
    expect(bytes.take(Buffer.from('f')).toString()).toBe(`abcd${'e'.repeat(5000)}f`);
    expect([bytes.length, bytes.view.length, bytes.take().length]).toEqual([0, 0, 0]);
  });

  it('pass the last piece on as it is when there are no others', () => {
    const last = Buffer.from('only');
    expect(new GrowingBytes().take(last)).toBe(last);
  });

  it('keep nothing of the buffer that a piece came in, and stay as they are when it is written over', () => {
    const network = Buffer.from('abc');
    const bytes = new GrowingBytes();
    bytes.add(network);
    network.fill('x');
    expect(bytes.take().toString()).toBe('abc');
  });

  it('make room a few times for single bytes, and none beyond what there may be', () => {
    const allocUnsafe = jest.spyOn(Buffer, 'allocUnsafe');
    try {
      const bytes = new GrowingBytes(1000, 6000);
      for (let at = 0; at < 6000; at += 1) bytes.add(Buffer.of(at % 256));
      expect(bytes.view.every((byte, at) => byte === at % 256)).toBe(true);
      const asked = allocUnsafe.mock.calls.map(([size]) => size).filter((size) => size >= 1000);
      expect(asked).toEqual([1000, 2000, 4000, 6000]);
    } finally {
      allocUnsafe.mockRestore();
    }
  });
});

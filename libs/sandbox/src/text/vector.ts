import { seedOf } from './language.js';

/** A unit vector that depends on the text alone. */
export function vectorOf(text: string, dimensions: number): number[] {
  let state = seedOf(text) || 1;
  const values = Array.from({ length: dimensions }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0xffffffff - 0.5;
  });
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}

/**
 * Numbers that a recording says in tones, so that a program can tell to the hundredth of a second which stretch it
 * hears: a long tone, then one short tone for each bit. They outlive MP3, AAC and Opus.
 */
const BITS = 10;
const SYNC_HERTZ = 3100;
const ZERO_HERTZ = 1700;
const ONE_HERTZ = 2300;
const SYNC_SECONDS = 0.2;
const BIT_SECONDS = 0.04;
const LOUDNESS = 14_000;
/** Share of a window's energy that one tone must have; speech comes nowhere near it. */
const PURE = 0.7;
/** Root mean square below which a window counts as silent. */
const AUDIBLE = 300;
const HOP_SECONDS = 0.01;
const WINDOW_SECONDS = 0.02;

/** In seconds. */
export const MARKER_SECONDS = SYNC_SECONDS + (BITS + 1) * BIT_SECONDS;

/** A marker that was heard. */
export interface Marker {
  readonly number: number;
  /** Seconds from the beginning to that of the marker. */
  readonly at: number;
}

const bitsOf = (number: number): number[] => {
  const bits = Array.from({ length: BITS }, (_unused, index) => (number >> index) & 1);
  return [...bits, bits.reduce((sum, bit) => sum + bit, 0) % 2];
};

/** @param number 0..1023 */
export function markerSamples(number: number, rate: number): Int16Array {
  const samples = new Int16Array(Math.round(MARKER_SECONDS * rate));
  const tones: [hertz: number, seconds: number][] = [[SYNC_HERTZ, SYNC_SECONDS], ...bitsOf(number).map((bit): [number, number] => [bit ? ONE_HERTZ : ZERO_HERTZ, BIT_SECONDS])];
  let from = 0;
  for (const [hertz, seconds] of tones) {
    for (let at = Math.round(from * rate); at < Math.min(samples.length, Math.round((from + seconds) * rate)); at += 1) {
      samples[at] = LOUDNESS * Math.sin((2 * Math.PI * hertz * at) / rate);
    }
    from += seconds;
  }
  return samples;
}

/** Every whole marker in the samples, in order. */
export function findMarkers(samples: Int16Array, rate: number): Marker[] {
  const found: Marker[] = [];
  const hop = Math.round(HOP_SECONDS * rate);
  const wanted = Math.round(SYNC_SECONDS / HOP_SECONDS) - 4;
  let run = 0;
  for (let at = 0; at + WINDOW_SECONDS * rate <= samples.length; at += hop) {
    if (purity(samples, rate, at, SYNC_HERTZ) >= PURE) {
      run += 1;
      continue;
    }
    if (run >= wanted) {
      const middle = at - (run * hop) / 2 - hop / 2 + (WINDOW_SECONDS * rate) / 2;
      const start = middle / rate - SYNC_SECONDS / 2;
      const number = readNumber(samples, rate, start + SYNC_SECONDS);
      if (number !== undefined) found.push({ number, at: Math.max(0, start) });
    }
    run = 0;
  }
  return found;
}

function readNumber(samples: Int16Array, rate: number, from: number): number | undefined {
  let number = 0;
  let ones = 0;
  for (let index = 0; index <= BITS; index += 1) {
    const at = Math.round((from + (index + 0.5) * BIT_SECONDS - WINDOW_SECONDS / 2) * rate);
    const one = purity(samples, rate, at, ONE_HERTZ);
    const zero = purity(samples, rate, at, ZERO_HERTZ);
    if (Math.max(one, zero) < PURE) return undefined;
    if (one < zero) continue;
    ones += 1;
    if (index < BITS) number |= 1 << index;
  }
  return ones % 2 === 0 ? number : undefined;
}

/** The tone's share of a window's energy, 0..1 (Goertzel's algorithm). */
function purity(samples: Int16Array, rate: number, from: number, hertz: number): number {
  const length = Math.round(WINDOW_SECONDS * rate);
  if (from < 0 || from + length > samples.length) return 0;
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let before = 0;
  let last = 0;
  let energy = 0;
  for (let index = from; index < from + length; index += 1) {
    const sample = samples[index] as number;
    const next = sample + factor * last - before;
    before = last;
    last = next;
    energy += sample * sample;
  }
  if (energy < AUDIBLE * AUDIBLE * length) return 0;
  return (last * last + before * before - factor * last * before) / ((length / 2) * energy);
}

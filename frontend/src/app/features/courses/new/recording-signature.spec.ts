import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beginsLikeRecording } from './recording-signature.js';

/** Bytes without a pattern, the same each time. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/** One second of MPEG frames of 128 kbit/s at 44.1 kHz. */
function mp3(): Uint8Array {
  const bytes = new Uint8Array(417 * 38);
  for (let at = 0; at < bytes.length; at += 417) bytes.set([0xff, 0xfb, 0x90, 0x00], at);
  return bytes;
}

function recordingsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(mp3|m4a|aac|ogg|opus|flac|wav|webm|mka|mkv|mp4|mov|ts)$/i.test(name) && !/node_modules|\/src\/.*\.ts$|\.spec\.ts$|\.ts$/.test(name))
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).size > 0);
}

describe('a file that begins like a recording', () => {
  it('is none of random bytes, of text, of a picture or of nothing', () => {
    for (let seed = 1; seed <= 8; seed += 1) expect(beginsLikeRecording(noise(131_072, seed))).toBe(false);
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...noise(500, 3));
    for (const bytes of [new Uint8Array(0), new Uint8Array(4096), new TextEncoder().encode('Лекция о цветах. '.repeat(1000)), png]) {
      expect(beginsLikeRecording(bytes)).toBe(false);
    }
  });

  it('is MPEG audio, also behind something else, and each container', () => {
    expect(beginsLikeRecording(mp3())).toBe(true);
    expect(beginsLikeRecording(Uint8Array.of(...noise(1000, 9), ...mp3()))).toBe(true);
    expect(beginsLikeRecording(mp3().subarray(0, 417))).toBe(true);
    for (const text of ['RIFF\0\0\0\0WAVE', 'fLaC', 'OggS', 'ID3\x04', '\0\0\0\x20ftypM4A ', '\x1aE\xdf\xa3']) {
      expect(beginsLikeRecording(Uint8Array.from(text, (character) => character.charCodeAt(0)))).toBe(true);
    }
    const packets = new Uint8Array(188 * 6);
    for (let at = 0; at < packets.length; at += 188) packets[at] = 0x47;
    expect(beginsLikeRecording(packets)).toBe(true);
  });

  it('is each recording that the tests have', () => {
    const files = recordingsIn(join(import.meta.dirname, '../../../../../../backend')).concat(recordingsIn(join(import.meta.dirname, '../../../../../e2e')));
    for (const file of files) expect({ file, is: beginsLikeRecording(readFileSync(file).subarray(0, 131_072)) }).toEqual({ file, is: true });
  });
});

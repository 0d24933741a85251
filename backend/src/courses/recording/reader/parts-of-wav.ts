import { PartList, type Part } from './part.ts';
import { END_TOLERANCE, cutOff } from './parts-of-mp4.ts';
import { Problem, type RecordingFile } from './recording-file.ts';

const WAVES: readonly string[] = ['RIFF', 'RIFX', 'RF64'];
/** From here on a length is a word for "not known". */
const UNKNOWN = 0x7fff0000;
const MAX_FORMAT = 4096;
const MAX_CHUNKS = 10_000;

const ENCODINGS: Readonly<Record<number, string>> = {
  0x02: 'Microsoft ADPCM', 0x11: 'IMA ADPCM', 0x14: 'G.723', 0x22: 'TrueSpeech', 0x31: 'GSM 6.10', 0x40: 'G.721', 0x42: 'G.723.1', 0x45: 'G.726',
  0x50: 'MPEG audio', 0x55: 'MP3', 0x64: 'G.726', 0x65: 'G.722', 0x83: 'G.729', 0xff: 'AAC', 0x160: 'Windows Media Audio', 0x161: 'Windows Media Audio', 0x162: 'Windows Media Audio',
  0x2000: 'AC-3', 0x2001: 'DTS', 0xa109: 'Speex', 0xf1ac: 'FLAC',
};

const isWave = (file: RecordingFile, at: number): boolean => {
  const head = file.bytes(at, 12).toString('latin1');
  return WAVES.includes(head.slice(0, 4)) && head.slice(8) === 'WAVE';
};

/** Wave files one after the other, also those whose lengths are wrong: what a program writes that was stopped, or doesn't count. */
export function wavParts(file: RecordingFile): readonly Part[] {
  const list = new PartList();
  for (let at = 0; at !== -1; ) {
    const { stretches, next } = wave(file, at);
    list.begin(...stretches);
    at = next;
  }
  return list.parts;
}

function wave(file: RecordingFile, start: number): { stretches: Part; next: number } {
  const kind = file.bytes(start, 4).toString('latin1');
  const big = kind === 'RIFX';
  const u32 = (bytes: Buffer, at: number) => (big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let format: Buffer | undefined;
  let longSize: number | undefined;
  let at = start + 12;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const head = file.bytes(at, 8);
    if (head.length < 8) break;
    const id = head.toString('latin1', 0, 4);
    const size = u32(head, 4);
    if (id === 'fmt ' && size >= 14 && size <= MAX_FORMAT) format = Buffer.from(file.bytes(at + 8, size));
    if (id === 'ds64' && size >= 16 && file.bytes(at + 16, 8).length === 8) longSize = Number(file.bytes(at + 16, 8).readBigUInt64LE(0));
    if (id === 'data') {
      if (format === undefined) break;
      refuseUnusual(format, big);
      const { end, next } = soundEnd(file, at + 8, longSize !== undefined && size === 0xffffffff ? longSize : size);
      return { stretches: [{ bytes: headOf(big, format, end - at - 8) }, { start: at + 8, end }], next };
    }
    at += 8 + size + (size & 1);
  }
  if (at > file.size + END_TOLERANCE) throw cutOff(file.size, at);
  throw new Problem('The recording is damaged: it has the head of a WAV file, and no sound behind it.');
}

/** Where the sound ends, and where the next file begins, or -1. */
function soundEnd(file: RecordingFile, start: number, announced: number): { end: number; next: number } {
  const known = announced > 0 && (announced < UNKNOWN || announced <= file.size - start);
  if (known) {
    const end = start + announced;
    if (end > file.size + END_TOLERANCE) throw cutOff(file.size, end);
    const next = behindChunks(file, end + (announced & 1));
    if (next !== undefined) return { end: Math.min(end, file.size), next };
  }
  for (let at = file.find(Buffer.from('WAVEfmt ', 'latin1'), start); at !== -1; at = file.find(Buffer.from('WAVEfmt ', 'latin1'), at + 1)) {
    if (at - 8 >= start && isWave(file, at - 8)) return { end: at - 8, next: at - 8 };
  }
  return { end: file.size, next: -1 };
}

/** What follows the chunks at this place: a file, or -1 for the end; undefined when there is something else, so that the length was wrong. */
function behindChunks(file: RecordingFile, start: number): number | undefined {
  let at = start;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    if (isWave(file, at)) return at;
    const head = file.bytes(at, 8);
    if (head.length < 8) return -1;
    const size = head.readUInt32LE(4);
    if (!/^[\w ]{4}$/.test(head.toString('latin1', 0, 4)) || at + 8 + size > file.size + END_TOLERANCE) return undefined;
    at += 8 + size + (size & 1);
  }
  return undefined;
}

function refuseUnusual(format: Buffer, big: boolean): void {
  const u16 = (at: number) => (at + 2 > format.length ? 0 : big ? format.readUInt16BE(at) : format.readUInt16LE(at));
  const tag = u16(0) === 0xfffe && format.length >= 26 ? u16(24) : u16(0);
  const bits = format.length < 16 ? 8 : u16(14);
  const fits = tag === 1 ? [8, 16, 24, 32].includes(bits) : tag === 3 ? [32, 64].includes(bits) : tag === 6 || tag === 7;
  if (fits) return;
  const name = ENCODINGS[tag] ?? (tag === 1 ? `PCM of ${bits} bits` : `an encoding with the number ${tag}`);
  throw new Problem(`The sound of this WAV file is encoded as ${name}, which can't be passed on.`);
}

/** A head of its own with the true length, as RF64 (EBU Tech 3306) above 4 GiB. */
function headOf(big: boolean, format: Buffer, length: number): Buffer {
  const long = length >= 0xffffff00;
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (big) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  };
  const padded = format.length % 2 === 1 ? Buffer.concat([format, Buffer.alloc(1)]) : format;
  const sizes = Buffer.alloc(28);
  sizes.writeBigUInt64LE(BigInt(length + padded.length + 56), 0);
  sizes.writeBigUInt64LE(BigInt(length), 8);
  return Buffer.concat([
    Buffer.from(long ? 'RF64' : big ? 'RIFX' : 'RIFF'),
    number(long ? 0xffffffff : length + padded.length + 20),
    Buffer.from('WAVE'),
    ...(long ? [Buffer.from('ds64'), number(sizes.length), sizes] : []),
    Buffer.from('fmt '),
    number(format.length),
    padded,
    Buffer.from('data'),
    number(long ? 0xffffffff : length),
  ]);
}

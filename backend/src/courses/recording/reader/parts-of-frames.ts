import { PartList, type Part } from './part.ts';
import type { RecordingFile } from './recording-file.ts';

/** One frame of MP3 or of AAC in ADTS. */
interface Frame {
  /** Bytes, head included. */
  readonly length: number;
  /** Frames of one kind can follow each other in one recording. */
  readonly kind: string;
}

const HEAD = 7;
const SYNC = Buffer.of(0xff);
const MP3_RATES = [44_100, 48_000, 32_000];
/** Kilobits a second, by version and layer. */
const MP3_BITS = {
  first: [[], [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320], [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384], [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448]],
  second: [[], [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160], [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160], [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256]],
};

/** Head of a frame of MPEG audio, ISO/IEC 11172-3, 2.4.1.3. */
function mp3Frame(head: Buffer): Frame | undefined {
  const [sync = 0, second = 0, third = 0, fourth = 0] = head;
  const version = (second >> 3) & 3;
  const layer = (second >> 1) & 3;
  const kilobits = MP3_BITS[version === 3 ? 'first' : 'second'][layer]?.[(third >> 4) - 1];
  const base = MP3_RATES[(third >> 2) & 3];
  if (head.length < HEAD || sync !== 0xff || second >> 5 !== 7 || version === 1 || kilobits === undefined || base === undefined) return undefined;
  const rate = base >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const padding = (third >> 1) & 1;
  const length = layer === 3 ? (Math.floor((12_000 * kilobits) / rate) + padding) * 4 : Math.floor(((layer === 1 && version !== 3 ? 72_000 : 144_000) * kilobits) / rate) + padding;
  return { length, kind: `${version} ${layer} ${rate} ${fourth >> 6 === 3}` };
}

/** Head of a frame of AAC, ISO/IEC 13818-7, 6.2. */
function adtsFrame(head: Buffer): Frame | undefined {
  const [sync = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0] = head;
  const length = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
  if (head.length < HEAD || sync !== 0xff || (second & 0xf6) !== 0xf0 || ((third >> 2) & 15) > 12 || length < HEAD) return undefined;
  return { length, kind: `${third & 0xfd} ${fourth >> 6}` };
}

/** Tags as programs put them before, between and behind recordings: ID3v2, ID3v1, APE. */
function tagLength(file: RecordingFile, at: number): number {
  const head = file.bytes(at, 32);
  if (head.length > 10 && head.toString('latin1', 0, 3) === 'ID3') {
    const size = head.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
    return 10 + size + ((head[5] as number) & 16 ? 10 : 0);
  }
  if (head.toString('latin1', 0, 3) === 'TAG') return 128;
  return head.length === 32 && head.toString('latin1', 0, 8) === 'APETAGEX' ? 32 + head.readUInt32LE(12) : 0;
}

/** Recordings one after the other whose frames need nothing around them; whatever stands between is left out. */
function frameParts(file: RecordingFile, frameOf: (head: Buffer) => Frame | undefined): readonly Part[] {
  const list = new PartList();
  const isFrame = (at: number, kind: string) => at === file.size || frameOf(file.bytes(at, HEAD))?.kind === kind;
  let kind: string | undefined;
  let inSync = false;
  let at = 0;
  while (at < file.size) {
    const frame = frameOf(file.bytes(at, HEAD));
    if (frame !== undefined && at + frame.length <= file.size && ((inSync && frame.kind === kind) || isFrame(at + frame.length, frame.kind))) {
      if (frame.kind !== kind) list.begin();
      kind = frame.kind;
      list.add(at, at + frame.length);
      at += frame.length;
      inSync = true;
      continue;
    }
    const tag = tagLength(file, at);
    // Some programs write frames that are one byte too short.
    const next = tag > 0 ? at + tag : file.find(SYNC, inSync ? at - 1 : at + 1);
    inSync = false;
    if (next === -1) break;
    at = next;
  }
  return list.parts;
}

export const mp3Parts = (file: RecordingFile): readonly Part[] => frameParts(file, mp3Frame);
export const adtsParts = (file: RecordingFile): readonly Part[] => frameParts(file, adtsFrame);

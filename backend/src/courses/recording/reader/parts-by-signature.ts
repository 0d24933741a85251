import { PartList, type Part } from './part.ts';
import type { RecordingFile } from './recording-file.ts';

/** The first page of an Ogg stream: version 0, beginning of stream, granule position 0. */
const OGG = Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0', 'latin1');
const FLAC = Buffer.from('fLaC', 'latin1');
/** Head of the block that comes first, whose length is always the same; in one case it is the last, too. */
const FLAC_BLOCKS: ReadonlySet<string> = new Set(['00000022', '80000022']);
const EBML = Buffer.from('1a45dfa3', 'hex');
const DOCUMENT_TYPE = Buffer.from('4282', 'hex');
const SEGMENT = Buffer.from('18538067', 'hex');
/** Longest head of EBML that is looked at, in bytes. */
const EBML_HEAD = 128;

/** From each place to the next. */
function between(file: RecordingFile, next: (from: number) => number): readonly Part[] {
  const list = new PartList();
  for (let start = 0; start !== -1; ) {
    const end = next(start);
    list.begin({ start, end: end === -1 ? file.size : end });
    start = end;
  }
  return list.parts;
}

/** The chained streams of an Ogg file: some programs append each song or message as a stream of its own. */
export function oggParts(file: RecordingFile): readonly Part[] {
  return between(file, (from) => {
    // Streams that run beside each other begin one right after the other.
    let at = from;
    while (file.bytes(at, OGG.length).equals(OGG)) at += pageLength(file, at);
    return file.find(OGG, at);
  });
}

function pageLength(file: RecordingFile, at: number): number {
  const segments = file.bytes(at + 26, 1)[0] ?? 0;
  return file.bytes(at + 27, segments).reduce((sum, length) => sum + length, 27 + segments);
}

/** The FLAC streams that stand one after the other in a file; tags may stand before the first. */
export function flacParts(file: RecordingFile): readonly Part[] {
  const next = (from: number): number => {
    let at = file.find(FLAC, from);
    while (at !== -1 && !FLAC_BLOCKS.has(file.bytes(at + FLAC.length, 4).toString('hex'))) at = file.find(FLAC, at + 1);
    return at;
  };
  // Before the first there may be tags.
  const first = next(0);
  return between(file, (from) => next((from === 0 ? first : from) + 1));
}

/** The WebM or Matroska documents that stand one after the other in a file. */
export function ebmlParts(file: RecordingFile): readonly Part[] {
  const isHead = (at: number) => file.bytes(at, EBML_HEAD).indexOf(DOCUMENT_TYPE) !== -1;
  return between(file, (from) => {
    let at = file.find(EBML, Math.max(from + 4, segmentEnd(file, from)));
    while (at !== -1 && !isHead(at)) at = file.find(EBML, at + 4);
    return at;
  });
}

/** Where the segment ends that follows a head, by its own word; the place itself when that is not known. */
function segmentEnd(file: RecordingFile, head: number): number {
  const place = file.bytes(head, 4096).indexOf(SEGMENT);
  if (place === -1) return head;
  const at = head + place + SEGMENT.length;
  const first = file.bytes(at, 1)[0] ?? 0;
  const length = first === 0 ? 0 : Math.clz32(first) - 23;
  const digits = file.bytes(at, length);
  if (length === 0 || digits.length < length) return head;
  const size = digits.reduce((sum, byte, index) => sum * 256 + (index === 0 ? byte & (0xff >> length) : byte), 0);
  const unknown = size >= 2 ** (7 * length) - 1;
  return unknown || at + length + size > file.size ? head : at + length + size;
}

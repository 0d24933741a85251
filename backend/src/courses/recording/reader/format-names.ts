import type { RecordingFile } from './recording-file.ts';

const hex = (bytes: string) => Buffer.from(bytes, 'hex').toString('latin1');

/** What files begin with that people take for recordings, or send by mistake; `?` stands for any byte. Ones that can be read aren't here. */
const BEGINNINGS: readonly (readonly [beginning: string, name: string])[] = [
  ['RIFF????AVI ', 'an AVI video'],
  ['RIFF????WEBP', 'a picture (WebP)'],
  ['RIFF????RMID', 'a MIDI file (notes, not sound)'],
  ['FORM????AIFF', 'an AIFF recording'],
  ['FORM????AIFC', 'an AIFF-C recording'],
  ['caff', 'a recording in Core Audio Format (CAF)'],
  [hex('3026b2758e66cf11'), 'Windows Media (WMA, WMV or ASF)'],
  ['#!AMR', 'an AMR voice recording'],
  ['#!SILK', 'a SILK voice message'],
  ['\x02#!SILK', 'a SILK voice message'],
  ['#!EVRC', 'an EVRC voice recording'],
  ['FLV\x01', 'a Flash video (FLV)'],
  ['FWS', 'a Flash film (SWF)'],
  ['CWS', 'a Flash film (SWF)'],
  [hex('000001ba'), 'an MPEG programme stream (MPG or VOB)'],
  [hex('000001b3'), 'an MPEG video without sound'],
  [hex('0b77'), 'bare Dolby sound (AC-3 or E-AC-3)'],
  [hex('7ffe8001'), 'bare DTS sound'],
  [hex('fe7f0180'), 'bare DTS sound'],
  [hex('1fffe800'), 'bare DTS sound'],
  [hex('ff1f00e8'), 'bare DTS sound'],
  [hex('64582025'), 'bare DTS sound'],
  ['????' + hex('f8726fba'), 'bare Dolby TrueHD sound'],
  ['????' + hex('f8726fbb'), 'bare MLP sound'],
  ['wvpk', 'a WavPack recording'],
  ['MAC ', "a Monkey's Audio recording (APE)"],
  ['TTA1', 'a True Audio recording (TTA)'],
  ['TTA2', 'a True Audio recording (TTA)'],
  ['OFR ', 'an OptimFROG recording'],
  ['MP+', 'a Musepack recording'],
  ['MPCK', 'a Musepack recording'],
  ['DSD ', 'a DSD recording (DSF)'],
  ['FRM8', 'a DSD recording (DFF)'],
  ['.snd', 'a Sun or NeXT recording (AU)'],
  ['riff' + hex('2e91cf11'), 'a Wave64 recording (W64)'],
  ['.RMF', 'a RealMedia recording'],
  ['.ra' + hex('fd'), 'a RealAudio recording'],
  ['\x02dss', 'a dictation in DSS'],
  ['\x03dss', 'a dictation in DSS'],
  ['\x02ds2', 'a dictation in DS2'],
  ['\x03ds2', 'a dictation in DS2'],
  ['\x01ds2', 'a dictation in DS2'],
  ['\x06ds2', 'a dictation in DS2'],
  ['\x07ds2', 'an encrypted dictation in DS2'],
  ['Creative Voice File', 'a Creative voice recording (VOC)'],
  ['.SoX', 'a SoX recording'],
  ['XoS.', 'a SoX recording'],
  [hex('64a30100'), 'an IRCAM recording'],
  [hex('060e2b34020501010d0102'), 'an MXF video'],
  ['nut/multimedia', 'a NUT video'],
  ['MThd', 'a MIDI file (notes, not sound)'],
  ['????ftypaax', 'an Audible book, which is encrypted'],
  ['????ftypaaxc', 'an Audible book, which is encrypted'],
  ['????ftypM4P ', 'a protected song (M4P), which is encrypted'],
  ['????ftyphei', 'a picture (HEIF)'],
  ['????ftypmif1', 'a picture (HEIF)'],
  ['????ftypmsf1', 'a picture (HEIF)'],
  ['????ftypavi', 'a picture (AVIF)'],
  ['????ftypcrx ', 'a picture (CR3)'],
  ['????moov', 'a QuickTime film of an old kind'],
  ['????mdat', 'a QuickTime film of an old kind'],
  ['????wide', 'a QuickTime film of an old kind'],
  ['????pnot', 'a QuickTime film of an old kind'],
  ['%PDF', 'a PDF document'],
  [hex('89') + 'PNG', 'a picture (PNG)'],
  [hex('ffd8ff'), 'a picture (JPEG)'],
  ['GIF8', 'a picture (GIF)'],
  ['II*\0', 'a picture (TIFF)'],
  ['MM\0*', 'a picture (TIFF)'],
  ['8BPS', 'a picture (PSD)'],
  ['PK\x03\x04', 'a ZIP archive, or a document that is one (DOCX, XLSX, PPTX)'],
  ['PK\x05\x06', 'an empty ZIP archive'],
  ['Rar!', 'a RAR archive'],
  ['7z' + hex('bcaf271c'), 'a 7-Zip archive'],
  [hex('1f8b'), 'a gzip archive'],
  ['BZh', 'a bzip2 archive'],
  [hex('fd') + '7zXZ', 'an xz archive'],
  [hex('28b52ffd'), 'a Zstandard archive'],
  [hex('d0cf11e0a1b11ae1'), 'an older Office document'],
  ['{\\rtf', 'an RTF document'],
  ['SQLite format 3', 'a database'],
  ['MZ', 'a program'],
  ['\x7fELF', 'a program'],
];

/** First packets of Ogg whose sound can't be read, and where they stand. */
const OGG_PACKETS: readonly (readonly [beginning: string, name: string])[] = [
  ['\x7fFLAC', 'an Ogg recording encoded as FLAC'],
  ['Speex   ', 'an Ogg recording encoded as Speex'],
  ['CELT    ', 'an Ogg recording encoded as CELT'],
  ['PCM     ', 'an Ogg recording encoded as PCM'],
];
const OGG_PACKET_AT = 28;

/** The bytes at the beginning that are looked at. */
const LOOK = 4096;

const begins = (text: string, beginning: string): boolean => text.length >= beginning.length && [...beginning].every((character, at) => character === '?' || character === text[at]);

/**
 * What a file is that isn't taken, as a noun with its article; undefined for what may be taken, or isn't known.
 * @param seemsStream whether it has the marks of a transport stream, which may begin with anything, but is no text
 */
export function nameOf(file: RecordingFile, seemsStream: boolean): string | undefined {
  const head = Buffer.from(file.bytes(0, LOOK));
  if (seemsStream) return textName(head);
  const text = head.toString('latin1');
  if (text.startsWith('OggS')) return OGG_PACKETS.find(([beginning]) => text.startsWith(beginning, OGG_PACKET_AT))?.[1];
  return BEGINNINGS.find(([beginning]) => begins(text, beginning))?.[1] ?? textName(head) ?? freeMp3(head);
}

function textName(head: Buffer): string | undefined {
  const text = head.length >= 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) && head.includes(0) ? decoded(head, 'utf-16') : decoded(head, 'utf-8');
  if (text === undefined || text.length < 2 || /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
  const start = text.trimStart().slice(0, 200).toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<script)/.test(start)) return 'a web page (HTML), perhaps in place of the recording that was to be downloaded';
  if (/^(#extm3u|\[playlist\]|<asx)/.test(start)) return 'a playlist, which only names recordings';
  if (/^<\?xml|^<\w+/.test(start)) return 'XML text';
  if (/^[{[]/.test(start) && /["}\]]/.test(start)) return 'JSON text';
  if (/^webvtt|^1\r?\n\d\d:\d\d:\d\d/.test(start)) return 'subtitles';
  return 'text';
}

/** As text that may be cut in a letter at its end. */
function decoded(head: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}

/** MP3 whose bit rate is none of the listed ones: nobody can tell its frames apart but by trying. */
function freeMp3([first = 0, second = 0, third = 0]: Buffer): string | undefined {
  return first === 0xff && (second & 0xe6) === 0xe2 && third >> 4 === 0 ? 'an MP3 with a free bit rate' : undefined;
}

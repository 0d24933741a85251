import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { box } from '../../../test/support/bad-recordings.js';
import { wavOf } from '../../../test/support/recordings.js';
import { Recording } from './recording.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'byok-formats-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const latin = (text: string) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(4000)]);
const hex = (bytes: string) => Buffer.concat([Buffer.from(bytes, 'hex'), Buffer.alloc(4000)]);

/** The head of a WAV whose sound is encoded like this. */
function wavEncoded(tag: number): Buffer {
  const bytes = wavOf(1);
  bytes.writeUInt16LE(tag, 20);
  return bytes;
}

type Refused = readonly [words: string, bytes: Buffer];

const REFUSED: readonly Refused[] = [
  ['an AVI video', latin('RIFF\0\0\0\0AVI LIST')],
  ['an AMR voice recording', latin('#!AMR\n\x3c')],
  ['encrypted', box('ftyp', latin('aax \0\0\0\0'))],
  ['QuickTime film of an old kind', box('moov', latin('mvhd'))],
  ['picture (PNG)', hex('89504e470d0a1a0a')],
  ['but text', Buffer.from('Привет, мир. '.repeat(500))],
  ['free bit rate', hex('fffb00c4')],
  ['encoded as Speex', Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), latin('Speex   1.2')])],
  ['GSM 6.10', wavEncoded(0x31)],
  ['the number 4660', wavEncoded(0x1234)],
  ['empty', Buffer.alloc(0)],
  ['no recording of a known format', Buffer.alloc(3000, Buffer.from('c3280dfe', 'hex'))],
  ['Windows Media', hex('3026b2758e66cf11')],
  ['an AIFF recording', latin('FORM\0\0\0\0AIFFCOMM')],
  ['an AIFF-C recording', latin('FORM\0\0\0\0AIFCFVER')],
  ['Core Audio Format', latin('caff\0\x01')],
  ['an AMR voice recording', latin('#!AMR-WB\n\x04')],
  ['Flash video', latin('FLV\x01\x05')],
  ['MPEG programme stream', hex('000001ba44')],
  ['Dolby', hex('0b77a1b2')],
  ['DTS', hex('7ffe8001')],
  ['WavPack', latin('wvpk')],
  ["Monkey's Audio", latin('MAC \x96\x0f')],
  ['MIDI', latin('MThd\0\0\0\x06')],
  ['picture (HEIF)', box('ftyp', latin('heic\0\0\0\0'))],
  ['PDF', latin('%PDF-1.7\n')],
  ['picture (JPEG)', hex('ffd8ffe000104a464946')],
  ['ZIP archive', latin('PK\x03\x04')],
  ['web page', Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>')],
  ['JSON', Buffer.from('{"error":"expired"}')],
  ['subtitles', Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nHi\n')],
  ['encoded as FLAC', Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), latin('\x7fFLAC\x01')])],
  ['IMA ADPCM', wavEncoded(0x11)],
  ['MP3', wavEncoded(0x55)],
];

describe('a file that is not taken', () => {
  it.each(REFUSED)('is called what it is (%s), never damaged, with what is taken and how to get there', async (words, bytes) => {
    const path = join(folder, `${Math.random()}`);
    await writeFile(path, bytes);
    const refused = await Recording.open(path).then(
      (recording) => recording.close(),
      (error: unknown) => error as { code: string; message: string },
    );
    expect(refused).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(words) });
    expect(refused?.message).toMatch(/Taken are mp3, .*Convert .*ffmpeg/);
    expect(refused?.message).not.toMatch(/damaged|cut off/);
  });
});

/** A frame of silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz, one channel. */
const MP3_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0xc4]), Buffer.alloc(413)]);
const MP3_FRAME_SECONDS = 1152 / 44_100;
const PCM_RATE = 24_000;

/** What a format is called in `content-type`. */
export const SPEECH_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/**
 * Silence of about the given length. `mp3`, `wav` and `pcm` (24 kHz, 16 bit, mono) play; of the other formats only the
 * first bytes are right.
 */
export function silenceOf(format: string, seconds: number): Buffer {
  const pcm = Buffer.alloc(Math.ceil(seconds * PCM_RATE) * 2);
  switch (format) {
    case 'mp3':
      return Buffer.concat(Array.from({ length: Math.ceil(seconds / MP3_FRAME_SECONDS) }, () => MP3_FRAME));
    case 'wav':
      return Buffer.concat([wavHeader(pcm.length), pcm]);
    case 'pcm':
      return pcm;
    case 'flac':
      return Buffer.concat([Buffer.from('fLaC'), pcm.subarray(0, 512)]);
    case 'opus':
      return Buffer.concat([Buffer.from('OggS'), pcm.subarray(0, 512)]);
    default:
      return Buffer.concat([Buffer.from([0xff, 0xf1]), pcm.subarray(0, 512)]);
  }
}

function wavHeader(length: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(PCM_RATE, 24);
  header.writeUInt32LE(PCM_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(length, 40);
  return header;
}

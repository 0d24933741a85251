/** A kind of recording, by the names that `input_audio` has for it. */
export type AudioType = 'wav' | 'mp3' | 'flac' | 'ogg' | 'aac' | 'aiff' | 'mp4' | 'webm';

const ascii = (bytes: Buffer, at: number, text: string) => bytes.toString('latin1', at, at + text.length) === text;

/** What a recording is by its first bytes, whatever its name says; undefined when it is nothing known. */
export function audioTypeOf(bytes: Buffer): AudioType | undefined {
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WAVE')) return 'wav';
  if (ascii(bytes, 0, 'fLaC')) return 'flac';
  if (ascii(bytes, 0, 'OggS')) return 'ogg';
  if (ascii(bytes, 0, 'FORM') && ascii(bytes, 8, 'AIF')) return 'aiff';
  if (ascii(bytes, 4, 'ftyp')) return 'mp4';
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x1a45dfa3) return 'webm';
  if (ascii(bytes, 0, 'ID3')) return 'mp3';
  return bytes[0] === 0xff ? frameType(bytes[1] ?? 0) : undefined;
}

/** MPEG audio begins with eleven set bits; the layer's two bits are zero in AAC's frames. */
function frameType(second: number): AudioType | undefined {
  if ((second & 0xf6) === 0xf0) return 'aac';
  return (second & 0xe0) === 0xe0 ? 'mp3' : undefined;
}

const BY_EXTENSION: Readonly<Record<string, AudioType>> = {
  wav: 'wav', wave: 'wav', mp3: 'mp3', mpeg: 'mp3', mpga: 'mp3', flac: 'flac', ogg: 'ogg', oga: 'ogg', opus: 'ogg', aac: 'aac', aif: 'aiff', aiff: 'aiff', mp4: 'mp4', m4a: 'mp4', webm: 'webm',
};

/** What the client calls a recording that its first bytes don't tell, by its name or else its media type. */
export function namedAudioType({ name, mediaType }: { readonly name: string; readonly mediaType: string }): AudioType | undefined {
  const extension = /\.([a-z0-9]{2,5})$/i.exec(name)?.[1] ?? /^audio\/(?:x-)?([a-z0-9]+)/i.exec(mediaType)?.[1] ?? '';
  return Object.hasOwn(BY_EXTENSION, extension.toLowerCase()) ? BY_EXTENSION[extension.toLowerCase()] : undefined;
}

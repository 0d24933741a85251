/** What of a file is looked at, in bytes. */
const SAMPLE_BYTES = 128 * 1024;

/** Beginnings of the containers of sound and film, those that the server does not take included: it says so by name. */
const BEGINNINGS: readonly (readonly [offset: number, text: string])[] = [
  [0, 'RIFF'], [0, 'RIFX'], [0, 'RF64'], [0, 'fLaC'], [0, 'OggS'], [0, 'ID3'], [0, 'FORM'], [0, '#!AMR'], [0, 'caff'], [0, 'MAC '], [0, 'wvpk'], [0, '.snd'], [0, 'ADIF'],
  [0, '\x1aE\xdf\xa3'], [0, '\x30\x26\xb2\x75'], [0, 'FLV'], [0, '\x00\x00\x01\xba'], [0, '\x00\x00\x01\xb3'],
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp'].map((type) => [4, type] as const),
];

const text = (bytes: Uint8Array, offset: number, length: number): string => String.fromCharCode(...bytes.subarray(offset, offset + length));

/** Kilobits a second by version and layer; 0 and 15 are not allowed. */
const BITRATES: Readonly<Record<string, readonly number[]>> = {
  '1-1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const RATES = [44_100, 48_000, 32_000];

/** Length of the MPEG audio frame that begins here; 0 when none does. */
function mpegFrame(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || version === 1 || layer === 4) return 0;
  const rates = BITRATES[`${version === 3 ? 1 : 2}-${version === 3 ? layer : layer === 1 ? 1 : 2}`];
  const bits = (rates?.[third >> 4] ?? 0) * 1000;
  const rate = (RATES[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  if (bits === 0 || rate === 0) return 0;
  const padding = (third >> 1) & 1;
  if (layer === 1) return (Math.floor((12 * bits) / rate) + padding) * 4;
  return Math.floor(((layer === 3 && version !== 3 ? 72 : 144) * bits) / rate) + padding;
}

/** Length of the ADTS frame of AAC that begins here; 0 when none does. */
function adtsFrame(bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, , fourth = 0, fifth = 0, sixth = 0] = bytes.subarray(at, at + 6);
  if (first !== 0xff || (second & 0xf6) !== 0xf0) return 0;
  return ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
}

/** Three frames in a row are no chance; what follows a file's only frame is its end. */
function hasFrames(bytes: Uint8Array, frame: (bytes: Uint8Array, at: number) => number): boolean {
  for (let start = 0; start < bytes.length - 4; start += 1) {
    let at = start;
    let found = 0;
    while (at < bytes.length - 6) {
      const length = frame(bytes, at);
      if (length < 7) break;
      at += length;
      found += 1;
      if (found === 3) return true;
    }
    if (found > 0 && at >= bytes.length - 6 && bytes.length < SAMPLE_BYTES) return true;
  }
  return false;
}

/** A transport stream's packets, of 188 bytes or 192, each begin with 0x47. */
function isTransportStream(bytes: Uint8Array): boolean {
  return [[188, 0], [192, 4]].some(([size = 188, offset = 0]) => bytes.length > 4 * size && [0, 1, 2, 3].every((packet) => bytes[offset + packet * size] === 0x47));
}

/** Whether a file begins like a recording of any kind. The server looks closer; this spares an upload that it would refuse. */
export function beginsLikeRecording(bytes: Uint8Array): boolean {
  return BEGINNINGS.some(([offset, beginning]) => text(bytes, offset, beginning.length) === beginning) || isTransportStream(bytes) || hasFrames(bytes, mpegFrame) || hasFrames(bytes, adtsFrame);
}

/** As `beginsLikeRecording`, of a file. @throws DOMException when it can't be read */
export async function isRecordingInside(file: File): Promise<boolean> {
  return beginsLikeRecording(new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer()));
}

/** Names of encodings that can't be passed on, by what containers call them. */
const NAMES: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless (ALAC)',
  A_ALAC: 'Apple Lossless (ALAC)',
  samr: 'AMR',
  sawb: 'AMR-WB',
  sawp: 'AMR-WB+',
  sevc: 'EVRC',
  sqcp: 'QCELP',
  Qclp: 'QCELP',
  dts: 'DTS',
  dtsc: 'DTS',
  dtsh: 'DTS-HD',
  dtsl: 'DTS-HD',
  drms: 'protected AAC (FairPlay), which is encrypted',
  enca: 'sound that is encrypted',
  ima4: 'IMA ADPCM',
  'ac-4': 'AC-4',
  'mha1': 'MPEG-H',
  'mhm1': 'MPEG-H',
  mlpa: 'Dolby TrueHD',
  QDMC: 'QDesign Music',
  QDM2: 'QDesign Music 2',
  'MAC3': 'MACE',
  'MAC6': 'MACE',
  agsm: 'GSM 6.10',
  'A_MPEG/L1': 'MPEG layer I',
  'A_MPEG/L2': 'MPEG layer II (MP2)',
  A_TRUEHD: 'Dolby TrueHD',
  A_MLP: 'MLP',
  A_TTA1: 'True Audio (TTA)',
  A_WAVPACK4: 'WavPack',
  'A_MS/ACM': 'one of the encodings of Windows (ACM)',
  'A_QUICKTIME': 'one of the encodings of QuickTime',
};

const PCM: Readonly<Record<string, string>> = { s8: 'signed 8 bits', s16be: '16 bits, big-endian', s24be: '24 bits, big-endian', s32be: '32 bits, big-endian', f32be: '32 bits of floating point, big-endian', f64: '64 bits of floating point', f64be: '64 bits of floating point, big-endian' };

/** What an encoding is called. @param id as the container names it */
export function encodingName(codec: string | null, id: string | number | Uint8Array | null): string {
  if (codec?.startsWith('pcm-')) return `PCM of ${PCM[codec.slice(4)] ?? codec.slice(4)}`;
  const known = NAMES[codec ?? ''] ?? (typeof id === 'string' ? (NAMES[id] ?? NAMES[id.trim()]) : undefined);
  if (known !== undefined) return known;
  // What stands in the file comes from anyone.
  return typeof id === 'string' && /^[\w ./-]{1,24}$/.test(id) ? `"${id.trim()}"` : 'something that is not known';
}

/** Used when the format tells nothing: 64 kbit/s. */
const BYTES_PER_SECOND = 8000;

/** Seconds of audio: from a WAV header, else guessed from the size. */
export function durationOf(bytes: Buffer): number {
  return wavDuration(bytes) ?? Math.max(1, bytes.length / BYTES_PER_SECOND);
}

function wavDuration(bytes: Buffer): number | undefined {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined;
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ' && at + 20 <= bytes.length) rate = bytes.readUInt32LE(at + 16);
    // A streamed file has no true size: what is there counts.
    if (name === 'data') return rate === 0 ? undefined : Math.min(size, bytes.length - at - 8) / rate;
    at += 8 + size + (size % 2);
  }
  return undefined;
}

/** Speech is seldom recorded with less: 32 kbit/s, in bytes a second. */
const BYTES_PER_SECOND = 4_000;

/** The length of a recording in seconds, as long as only its size in bytes is known: rather too long than too short. */
export function expectedAudioSeconds(bytes: number): number {
  return bytes / BYTES_PER_SECOND;
}

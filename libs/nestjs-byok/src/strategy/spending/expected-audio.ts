/** Speech is seldom recorded with less: 32 kbit/s, in bytes a second. */
const BYTES_PER_SECOND = 4_000;

/** The length of a recording in seconds, as long as only its size in bytes is known: rather too long than too short. */
export function expectedAudioSeconds(bytes: number): number {
  return bytes / BYTES_PER_SECOND;
}

/** Slow speech says no fewer characters a second. */
const CHARACTERS_PER_SECOND = 10;
/** Longest text that a model says at once, in characters: https://platform.openai.com/docs/api-reference/audio/createSpeech */
const MAX_CHARACTERS = 4_096;

/** How long a text takes to say, in seconds: rather too long than too short. @param input of the request, whatever it is */
export function expectedSpeechSeconds(input: unknown): number {
  return typeof input === 'string' ? Math.min(input.length, MAX_CHARACTERS) / CHARACTERS_PER_SECOND : MAX_CHARACTERS / CHARACTERS_PER_SECOND;
}

import { ByokError } from '#contracts';
import { hasSpeech } from '../../transcripts/has-speech.js';

/** No stage goes on with nothing. @throws ByokError no_speech when no word was said in a recording */
export function mustSpeak(transcript: string): void {
  if (hasSpeech(transcript)) return;
  throw new ByokError('no_speech', 'No speech was heard in the recording. Listen to it: is the sound on, and does somebody speak? Then send it again, or another one.');
}

export { assertSpeech, hasSpeech } from './has-speech.js';
export { OPENAI_TRANSCRIPT_FORMATS, openAiTranscript, openAiTranscriptEvents, type OpenAiTranscript } from './openai-transcript.js';
export { parseTranscription } from './parse-transcription.js';
export { readSegments, segmentList } from './read-segments.js';
export { stitch, type PieceSpan, type TranscribedPiece } from './stitch.js';
export { transcriptFile, type TranscriptFile } from './transcript-file.js';
export { transcriptResponseFormat } from './transcript-schema.js';
export type { Transcription } from './transcription.js';

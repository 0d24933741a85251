/** Largest recording that the server takes, in bytes. */
export const RECORDING_LIMIT = 2 * 1024 ** 3;
/** Longest text in bytes of UTF-8: the server's limit for a body, less what goes along. */
export const TEXT_LIMIT = 1024 * 1024 - 2_048;

/** Dictionary words under `courses.problem`. */
export type FileProblem = 'notRecording' | 'empty' | 'tooLarge' | 'unreadable' | 'unreadableHere' | 'textTooLong';

/** What the file dialog offers. */
export const RECORDING_TYPES = 'audio/*,video/*,.mp3,.m4a,.aac,.ogg,.oga,.opus,.flac,.wav,.webm,.mka,.mkv,.mp4,.m4v,.mov,.ts';
const EXTENSION = /\.(mp3|m4a|m4b|aac|ogg|oga|opus|flac|wav|wave|webm|mka|mkv|mp4|m4v|mov|ts)$/i;

/** What is wrong with a chosen file, as far as its name, kind and size tell. The server looks inside. */
export function checkRecording(file: File): FileProblem | undefined {
  if (!/^(audio|video)\//.test(file.type) && !EXTENSION.test(file.name)) return 'notRecording';
  if (file.size === 0) return 'empty';
  return file.size > RECORDING_LIMIT ? 'tooLarge' : undefined;
}

/** Longest text in characters that a field edits without waiting; an hour of speech is about 60,000. */
const EDITABLE = 100_000;

export const isLongText = (text: string): boolean => text.length > EDITABLE;

export function textTooLong(text: string): boolean {
  // Three bytes for a character at most (two code units for four bytes): most texts need no counting.
  return text.length * 3 > TEXT_LIMIT && new TextEncoder().encode(JSON.stringify(text)).length > TEXT_LIMIT;
}

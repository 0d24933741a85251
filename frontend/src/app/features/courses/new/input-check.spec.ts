import { RECORDING_LIMIT, checkRecording, textTooLong } from './input-check.js';

function file(name: string, type: string, size: number): File {
  return { name, type, size } as File;
}

describe('checkRecording', () => {
  it('takes sound and film by kind or by name', () => {
    expect(checkRecording(file('a', 'audio/mpeg', 1))).toBeUndefined();
    expect(checkRecording(file('a.MKV', '', 1))).toBeUndefined();
  });

  it('names what is wrong before anything is sent', () => {
    expect(checkRecording(file('a.pdf', 'application/pdf', 1))).toBe('notRecording');
    expect(checkRecording(file('a.mp3', 'audio/mpeg', 0))).toBe('empty');
    expect(checkRecording(file('a.mp4', 'video/mp4', RECORDING_LIMIT + 1))).toBe('tooLarge');
  });
});

describe('textTooLong', () => {
  it('counts bytes, not letters', () => {
    expect(textTooLong('a'.repeat(700_000))).toBe(false);
    expect(textTooLong('я'.repeat(700_000))).toBe(true);
  });
});

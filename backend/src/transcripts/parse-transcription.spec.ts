import { parseTranscription } from './parse-transcription.js';

describe('what was heard in a piece', () => {
  it.each([
    ['text', { segments: [{ start: '0.5', end: '1.5', text: 'One.' }] }],
    ['subtitles', { segments: [{ start: '00:00:00,5', end: '00:00:01,5', text: 'One.' }] }],
    ['milliseconds', { segments: [{ start: 500, end: 1500, text: 'One.' }] }],
    ['a wrapped list', { transcript: { segments: [{ start: 0.5, end: 1.5, text: 'One.' }] } }],
  ])('has its times from %s', (_what, answer) => {
    expect(parseTranscription(answer, 5)).toEqual({ text: 'One.', segments: [{ start: 0.5, end: 1.5, text: 'One.' }] });
  });

  it('keeps every word when no time can be read', () => {
    expect(parseTranscription({ segments: [{ start: 'soon', text: 'One.' }, { text: 'Two.' }] }, 5)).toEqual({ text: 'One. Two.', segments: [] });
    expect(parseTranscription({ text: '', segments: [{ text: 'One.' }] }, 5).text).toBe('One.');
    expect(parseTranscription({ text: 'One. Two.', segments: [{ start: {}, text: 'One.' }] }, 5)).toEqual({ text: 'One. Two.', segments: [] });
  });

  it('is nothing when the recogniser itself says so', () => {
    const segments = [{ start: 0, end: 5, text: 'Thanks for watching!', no_speech_prob: 0.97, avg_logprob: -0.6 }];
    expect(parseTranscription({ text: 'Thanks for watching!', segments }, 5)).toEqual({ text: '', segments: [] });
  });
});

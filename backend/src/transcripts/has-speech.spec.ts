import { hasSpeech, saysSilence } from './has-speech.js';

describe('a transcript', () => {
  it.each([
    '', ' \n\t', '...', '… — ?!', '\u200B\uFEFF', '[silence]', '[BLANK_AUDIO]', '(music)', '[Музыка] (смех) *аплодисменты*', '♪♪♪', '♪ ♪', '<|nospeech|>', '（音楽）', '【音楽】', '[silence]. [silence].', '{noise}', '"[ Silence ]"',
  ])('of %j holds no speech', (text) => {
    expect(hasSpeech(text)).toBe(false);
  });

  it.each(['Да.', '7', '[music] Hello.', 'Hello [laughs]', '[Speaker 1]: Hi', '日本', 'a', `(${'long aside '.repeat(20)})`, '(unclosed words', '2 * 3 * 4', 'ok'])('of %j holds some', (text) => {
    expect(hasSpeech(text)).toBe(true);
  });

  it('is looked through as fast when it is hostile', () => {
    const started = process.cpuUsage().user;
    expect(hasSpeech('['.repeat(500_000))).toBe(false);
    expect(process.cpuUsage().user - started).toBeLessThan(5_000_000);
  });

  it('is made up when its recogniser says so of all of it', () => {
    const real = { no_speech_prob: 0.02, avg_logprob: -0.3 };
    const made = { no_speech_prob: 0.7, avg_logprob: -1.4 };
    const sure = { no_speech_prob: 0.95, avg_logprob: -0.4 };
    expect(saysSilence([made, sure])).toBe(true);
    expect(saysSilence([made, real])).toBe(false);
    expect(saysSilence([{ no_speech_prob: 0.7, avg_logprob: -0.4 }])).toBe(false);
    expect([saysSilence([]), saysSilence([{}]), saysSilence([null, 'x'])]).toEqual([false, false, false]);
  });
});

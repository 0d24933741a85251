import { failureWords, problemWords } from './problem-words.js';

describe('the words for a problem of a course', () => {
  it('tell what was sent from what a model wrote', () => {
    const tooLarge = { code: 'payload_too_large' } as const;
    expect(problemWords(tooLarge, true)).toBe('courses.problem.tooLarge');
    expect(problemWords(tooLarge, false)).toBe('courses.problem.textTooLong');
    for (const recording of [true, false]) expect(failureWords(tooLarge, recording)).toBe('courses.problem.answerTooLong');
    expect(failureWords({ code: 'content_blocked' }, true)).toBe('courses.problem.content_blocked');
  });
});

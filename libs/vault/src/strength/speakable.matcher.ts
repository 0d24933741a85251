import { MatcherBaseClass, type Match, type MatchOptions, type Matcher } from '@zxcvbn-ts/core';

const VOWELS = new Set('aeiouyаеёиоуыэюя');
/** A dictionary of a hundred thousand words costs no more than this; base-10 logarithm. */
const DICTIONARY = 5;

/** Letters that can be spoken, taken for a dictionary word although no list here has it; long ones for several. */
class SpeakableMatching extends MatcherBaseClass {
  match({ password }: MatchOptions): Match[] {
    return Array.from(password.matchAll(/[a-zа-яё]{4,}/giu), ({ 0: token, index }) => ({
      pattern: 'speakable',
      token,
      i: index,
      j: index + token.length - 1,
    })).filter(({ token }) => canBeSpoken(token.toLowerCase()));
  }
}

/** A fifth to seven tenths vowels, and at most four consonants in a row. */
function canBeSpoken(word: string): boolean {
  let vowels = 0;
  let consonants = 0;
  let cluster = 0;
  for (const letter of word) {
    const vowel = VOWELS.has(letter);
    if (vowel) vowels += 1;
    consonants = vowel ? 0 : consonants + 1;
    cluster = Math.max(cluster, consonants);
  }
  return cluster <= 4 && vowels / word.length >= 0.2 && vowels / word.length <= 0.7;
}

export const speakableMatcher: Matcher = {
  Matching: SpeakableMatching,
  scoring: ({ token }) => 10 ** (Math.min(token.length * 0.8, DICTIONARY) + Math.max(0, token.length - 12) * 0.6),
  feedback: () => null,
};

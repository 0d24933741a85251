// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the declarations must follow this file into every project that imports it
/// <reference path="./zxcvbn-dictionaries.d.ts" />
import { ZxcvbnFactory, type MatchExtended } from '@zxcvbn-ts/core';
import graphs from '@zxcvbn-ts/language-common/dist/adjacencyGraphs.json.mjs';
import passwords from '@zxcvbn-ts/language-common/dist/passwords.json.mjs';
import commonWords from '@zxcvbn-ts/language-en/dist/commonWords.json.mjs';
import firstNames from '@zxcvbn-ts/language-en/dist/firstnames.json.mjs';
import { russianGraph, transliterated, typedInEnglish, typedInRussian } from './keyboard-layout.js';
import type { PasswordWeakness } from './password-strength.js';
import { phoneMatcher } from './phone.matcher.js';
import { EVERYDAY, NAMES, PASSWORDS, PLACES } from './russian-words.js';
import { speakableMatcher } from './speakable.matcher.js';

/** More is not looked at: it could only make a password stronger, and the estimate's cost grows with the square. */
export const JUDGED_LENGTH = 64;
/** Of the English list, what is worth looking for typed in the Russian layout. */
const TYPED_IN_RUSSIAN = 3_000;

const withoutDots = (word: string): string => word.replaceAll('ё', 'е');
const spelled = (list: readonly string[]): string[] => [...new Set(list.flatMap((word) => [word, withoutDots(word)]))];
const changed = (list: readonly string[], change: (word: string) => string): string[] =>
  spelled(list).map(change).filter((word) => word.length > 2);

const russian = { 'ru-passwords': PASSWORDS, 'ru-names': NAMES, 'ru-places': PLACES, 'ru-words': EVERYDAY };
const dictionary = Object.fromEntries([
  ['passwords', passwords],
  ['en-words', commonWords],
  ['en-names', firstNames],
  ['en-typed-in-russian', passwords.slice(0, TYPED_IN_RUSSIAN).map(typedInRussian)],
  ...Object.entries(russian).flatMap(([name, list]) => [
    [name, spelled(list)],
    [`${name}-typed-in-english`, changed(list, typedInEnglish)],
    [`${name}-transliterated`, changed(list, transliterated)],
  ]),
]) as Record<string, string[]>;

const factory = new ZxcvbnFactory(
  {
    dictionary,
    graphs: { qwerty: graphs['qwerty'] ?? {}, keypad: graphs['keypad'] ?? {}, йцукен: russianGraph(graphs['qwerty'] ?? {}) },
    l33tMaxSubstitutions: 16,
    maxLength: JUDGED_LENGTH,
  },
  { speakable: speakableMatcher, phone: phoneMatcher },
);

const PREDICTABLE = new Set(['spatial', 'repeat', 'sequence', 'regex', 'date', 'wordSequence', 'phone']);

/**
 * Base-10 logarithm of the guesses that a clever attacker needs, and what helps that attacker most.
 * @param personal words that someone who knows the person tries first, such as parts of the address
 */
export function estimateGuesses(
  password: string,
  personal: readonly string[],
): { guessesLog10: number; weakness: Exclude<PasswordWeakness, 'too-short'> } {
  try {
    const { guessesLog10, sequence } = factory.check(password, [...personal]);
    return { guessesLog10, weakness: weaknessOf(sequence) };
  } finally {
    // Both the estimator and the regular expressions remember what they saw last.
    factory.check('');
    /^/.test('');
  }
}

function weaknessOf(sequence: readonly MatchExtended[]): Exclude<PasswordWeakness, 'too-short'> {
  const is = (test: (match: MatchExtended) => boolean): boolean => sequence.some(test);
  if (is((match) => match['dictionaryName'] === 'userInputs')) return 'personal';
  if (is(({ pattern }) => pattern === 'dictionary')) return 'common';
  if (is(({ pattern }) => PREDICTABLE.has(pattern))) return 'predictable';
  return is(({ pattern }) => pattern === 'speakable') ? 'single-word' : 'predictable';
}

import { MatcherBaseClass, type Match, type MatchOptions, type Matcher } from '@zxcvbn-ts/core';

/** All numbers of a country's mobile networks. */
const NUMBERS = 1e9;

/** A telephone number, however it is written: `+7 916 123-45-67`. Signs between the digits make it no harder to guess. */
class PhoneMatching extends MatcherBaseClass {
  match({ password }: MatchOptions): Match[] {
    return Array.from(password.matchAll(/\+?\d(?:[ ().-]*\d){9,11}(?!\d)/g), ({ 0: token, index }) => ({
      pattern: 'phone',
      token,
      i: index,
      j: index + token.length - 1,
    }));
  }
}

export const phoneMatcher: Matcher = { Matching: PhoneMatching, scoring: () => NUMBERS, feedback: () => null };

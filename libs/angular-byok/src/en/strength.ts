import { twoForms } from '../plural-forms.js';
import type { strength as russian } from '../ru/strength.js';
import type { Words } from '../words.js';

export const strength: Words<typeof russian> = {
  label: 'Password strength',
  level: { 0: 'Very weak', 1: 'Weak', 2: 'Not strong enough', 3: 'Strong', 4: 'Very strong' },
  'too-short': 'Use at least 12 characters. A phrase of four or five unrelated words is easiest to remember.',
  common: 'It contains a word or name that guessing starts with. Add two or three unrelated words.',
  personal: 'It contains a part of your address, which is tried early. Take words that have nothing to do with you.',
  predictable: 'Keyboard rows, repeats, dates and phone numbers are guessed first. Add two or three unrelated words.',
  'single-word': 'One word is not enough. Add two or three more that have nothing to do with it.',
  time: 'If the vault is stolen, guessing on eight fast graphics cards takes about {{time}}.',
  /** Ten centuries and more. */
  ages: 'thousands of years',
  duration: {
    seconds: twoForms('{{count}} second', '{{count}} seconds'),
    minutes: twoForms('{{count}} minute', '{{count}} minutes'),
    hours: twoForms('{{count}} hour', '{{count}} hours'),
    days: twoForms('{{count}} day', '{{count}} days'),
    months: twoForms('{{count}} month', '{{count}} months'),
    years: twoForms('{{count}} year', '{{count}} years'),
    centuries: twoForms('hundreds of years', 'hundreds of years'),
  },
};

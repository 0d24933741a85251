import type { data as russian } from '../ru/data.js';
import type { SameShape } from '../shape.js';

export const data: SameShape<typeof russian> = {
  heading: 'Where data goes',
  more: 'Where data goes',
  or: 'or',
  line: {
    question: 'Your question goes to {{companies}}.',
    recording: 'The recording and its transcript go to {{companies}}.',
    text: 'The text goes to {{companies}}.',
  },
  country: { usa: 'USA', russia: 'Russia' },
  links: { terms: 'Terms of use', privacy: 'Privacy policy', support: 'Write to the administrator' },
};
